import 'server-only';
import type { Answer, Result } from '@/lib/domain/result';
import type { Connection } from '../aws/connection';
import { dashboardConnection } from '../env';
import { failureOf } from './command';

/** The longest that an action takes. Next queues actions in the browser, so one that hangs would block the next. */
const DEADLINE_MS = 15_000;

const afterDeadline = (): { pending: Promise<{ state: 'pending' }>; cancel: () => void } => {
  let cancel = (): void => undefined;
  const pending = new Promise<{ state: 'pending' }>((resolve) => {
    const timer = setTimeout(() => resolve({ state: 'pending' }), DEADLINE_MS);
    cancel = () => clearTimeout(timer);
  });
  return { pending, cancel };
};

/** Runs an action's work. Never throws, because Next would mask the message; answers `pending` after the deadline. */
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
