import 'server-only';
import { notificationCommand } from '@/lib/domain/notifications/notification-schema';
import type {
  NotificationCommand,
  NotificationDone,
} from '@/lib/domain/notifications/notifications';
import { ok } from '@/lib/domain/result';
import type { Connection } from '../aws/connection';
import { defineCommand } from '../commands/command';
import { cache } from '../cache/cache';
import { createRule, deleteRule, updateRule } from './rules';
import { createTopic, openForRules, subscribe, test, unsubscribe } from './topics';

function perform(connection: Connection, o: NotificationCommand): Promise<NotificationDone> {
  switch (o.action) {
    case 'create-rule':
      return createRule(connection, o);
    case 'update-rule':
      return updateRule(connection, o);
    case 'delete-rule':
      return deleteRule(connection, o);
    case 'test':
      return test(connection, o);
    case 'open-topic':
      return openForRules(connection, o);
    case 'create-topic':
      return createTopic(connection, o);
    case 'subscribe':
      return subscribe(connection, o);
    case 'unsubscribe':
      return unsubscribe(connection, o);
  }
}

/** One change of what tells people. None of them touches the pipeline or what runs in it. */
export const changeNotifications = defineCommand(
  'notification',
  notificationCommand,
  async (connection, command) => {
    try {
      return ok(await perform(connection, command));
    } finally {
      cache.invalidate(['notifications']);
    }
  },
);
