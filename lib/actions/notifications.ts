'use server';
import type {
  NotificationCommand,
  NotificationDone,
} from '@/lib/domain/notifications/notifications';
import type { Answer } from '@/lib/domain/result';
import { settle } from '@/lib/server/commands/settle';
import { changeNotifications } from '@/lib/server/notifications/change';

/** Makes, changes, tests and deletes what tells people of a pipeline. */
export async function notify(command: NotificationCommand): Promise<Answer<NotificationDone>> {
  return settle((connection) => changeNotifications(connection, command));
}
