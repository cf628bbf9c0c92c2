import 'server-only';
import type { ProjectStarted } from '@/lib/domain/projects/project';
import { createProjectCommand } from '@/lib/domain/projects/project-schema';
import { ok } from '@/lib/domain/result';
import { defineCommand } from '../commands/command';
import { startCreation } from './background';

/** Creates a project; answers with its stack's id once the stack is on its way. */
export const createFromWizard = defineCommand(
  'create-project',
  createProjectCommand,
  async (connection, { idempotencyKey: _, ...form }) =>
    ok<ProjectStarted>({ stackId: await startCreation(connection, form) }),
);
