import 'server-only';
import { z } from 'zod';
import type { ProjectForm } from '@/lib/domain/project';
import { AppError } from '../data/errors';

const text = z.string().max(200);
const form = z.object({
  name: text,
  template: text,
  target: text.optional(),
  environments: z.array(text).max(4),
  approve: z.array(text).max(4),
  parameters: z.record(z.string().max(64), z.string().max(1000)).optional(),
  tags: z.record(z.string().max(128), z.string().max(256)).optional(),
  seen: text.optional(),
});

/** The wizard's form out of anything that was sent. */
export function readForm(raw: unknown): ProjectForm {
  const parsed = form.safeParse(raw);
  if (!parsed.success)
    throw new AppError(
      'invalid',
      `The form is not understood: ${parsed.error.issues.map((i) => `${i.path.join('.')} ${i.message}`).join('; ')}`,
    );
  return parsed.data;
}

const list = (value: string | null): string[] => (value ?? '').split(',').filter(Boolean);

export const formFromQuery = (query: URLSearchParams): ProjectForm =>
  readForm({
    name: query.get('name') ?? '',
    template: query.get('template') ?? '',
    target: query.get('target') ?? undefined,
    environments: list(query.get('environments')),
    approve: list(query.get('approve')),
  });
