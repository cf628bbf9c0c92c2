import { z } from 'zod';
import { idempotencyKey } from '@/lib/domain/changes/command';
import { environmentsProblem, projectNameProblem } from './names';
import { tagsProblem } from './tags';

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

/** A rule of the domain as a schema's check. */
const rule =
  <T>(problemOf: (value: T) => string | undefined) =>
  (value: T, { addIssue }: Pick<z.RefinementCtx, 'addIssue'>): void => {
    const message = problemOf(value);
    if (message !== undefined) addIssue({ code: 'custom', message });
  };

const { name, environments, tags } = projectForm.shape;

/** The wizard's form when it is sent. */
export const newProject = projectForm.extend({
  name: name.superRefine(rule(projectNameProblem)),
  environments: environments.superRefine(rule(environmentsProblem)),
  tags: tags.superRefine(rule((list) => tagsProblem(list ?? {}))),
});

export const createProjectCommand = newProject.extend({ idempotencyKey });
export type CreateProjectCommand = Readonly<z.infer<typeof createProjectCommand>>;
