import { z } from 'zod';
import { idempotencyKey } from '@/lib/domain/changes/command';

const text = z.string().max(200);

/** What the wizard asks for; the CLI's options by the same names. */
export const projectForm = z.object({
  name: text,
  template: text,
  target: text.optional(),
  environments: z.array(text).max(4).readonly(),
  approve: z.array(text).max(4).readonly(),
  parameters: z.record(z.string().max(64), z.string().max(1000)).readonly().optional(),
  tags: z.record(z.string().max(128), z.string().max(256)).readonly().optional(),
  /** The revision of the template's files that were shown. */
  seen: text.optional(),
});
export type ProjectForm = Readonly<z.infer<typeof projectForm>>;

export const createProjectCommand = projectForm.extend({ idempotencyKey });
export type CreateProjectCommand = Readonly<z.infer<typeof createProjectCommand>>;
