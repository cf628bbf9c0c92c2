import 'server-only';
import type { Answer, Result } from '@/lib/domain/result';
import type { Connection } from '../aws/connection';
import { dashboardConnection } from '../env';
import { failureOf } from './command';

/** An action answers within this. The browser queues actions: one that hangs would hold up the next. */
const DEADLINE_MS = 15_000;

const afterDeadline = (): { pending: Promise<{ state: 'pending' }>; cancel: () => void } => {
  let cancel = (): void => undefined;
  const pending = new Promise<{ state: 'pending' }>((resolve) => {
    const timer = setTimeout(() => resolve({ state: 'pending' }), DEADLINE_MS);
    cancel = () => clearTimeout(timer);
  });
  return { pending, cancel };
};

/** What an action answers: it never throws, for Next would mask the text, and never takes long. */
export async function settle<T, P>(
  work: (connection: Connection) => Promise<Result<T, P>>,
): Promise<Answer<T, P>> {
  const { pending, cancel } = afterDeadline();
  try {
    return await Promise.race([work(dashboardConnection()), pending]);
  } catch (error) {
    return failureOf(error);
  } finally {
    cancel();
  }
}
