'use server';
import type { CreateProjectCommand, ProjectStarted } from '@/lib/domain/projects/project';
import type { Answer } from '@/lib/domain/result';
import { settle } from '@/lib/server/commands/settle';
import { createFromWizard } from '@/lib/server/projects/create-command';

/** Creates a project. Its progress is a topic of its own. */
export async function create(command: CreateProjectCommand): Promise<Answer<ProjectStarted>> {
  return settle((connection) => createFromWizard(connection, command));
}
