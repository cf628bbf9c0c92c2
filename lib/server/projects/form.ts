import 'server-only';
import { problemOf } from '@/lib/domain/changes/command';
import { projectForm, type ProjectForm } from '@/lib/domain/projects/project-schema';
import { AppError } from '../aws/errors';

/** The wizard's form out of anything that was sent. */
function readForm(raw: unknown): ProjectForm {
  const parsed = projectForm.safeParse(raw);
  if (!parsed.success) throw new AppError('invalid', problemOf(parsed.error));
  return parsed.data;
}

const list = (value: string | null): string[] => (value ?? '').split(',').filter(Boolean);

/** Parameters of the stack that decide where instances go. */
const PLACING = ['VpcId', 'SubnetId', 'SubnetIds', 'InstanceType', 'InstanceCount'] as const;
const placing = (query: URLSearchParams): Record<string, string> =>
  Object.fromEntries(
    PLACING.flatMap((name) => {
      const value = query.get(name);
      return value ? [[name, value]] : [];
    }),
  );

export const formFromQuery = (query: URLSearchParams): ProjectForm =>
  readForm({
    name: query.get('name') ?? '',
    template: query.get('template') ?? '',
    target: query.get('target') ?? undefined,
    environments: list(query.get('environments')),
    approve: list(query.get('approve')),
    parameters: placing(query),
  });
