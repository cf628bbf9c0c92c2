import 'server-only';
import type { Metadata } from 'next';
import type { Topics } from '@/lib/domain/live/topics';
import { SUBJECTS, subjectTitle, type Subject } from '@/lib/domain/tab';
import { AppError } from './aws/errors';
import { tryFirstPaint } from './first-paint';

/**
 * The title of a page by what it is about, with its status: of a bookmark, of a tab that has not come to life yet. It is
 * the first paint's own read. What could not be read is named by its address.
 */
export async function metadataOf<N extends keyof typeof SUBJECTS>(
  name: N,
  args: readonly string[],
  otherwise: string,
): Promise<Metadata> {
  const view = await tryFirstPaint(name, ...args);
  if (view instanceof AppError) return { title: otherwise };
  const about = SUBJECTS[name] as (view: Topics[N]) => Subject;
  return { title: subjectTitle(about(view)) };
}
