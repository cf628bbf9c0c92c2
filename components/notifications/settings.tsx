'use client';
import { useState, type ReactNode } from 'react';
import { useTopic } from '@/lib/client/live/use-topic';
import type { NotificationRule, Notifications } from '@/lib/domain/notifications/notifications';
import { routes } from '@/lib/routes';
import { Icon } from '@/components/ui/icon';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { PageHead } from '@/components/ui/page-head';
import { Loading } from '@/components/ui/states';
import { TopicView } from '@/components/ui/topic-view';
import { ApprovalTopics } from './approval-topics';
import { Outcome } from './outcome';
import { RuleForm } from './rule-form';
import { Rules } from './rules';
import { Topics } from './topics';
import { useNotification } from './use-notification';

const LOADING = (
  <div className="settings">
    <Loading rows={4} />
    <Loading rows={3} />
  </div>
);

/** What is set up beside the pipeline itself: notifications. */
export function Settings({
  name,
  initial,
  project,
  tabs,
  children,
}: {
  name: string;
  initial: Notifications | undefined;
  project: boolean;
  /** Below the heading: the other pages of what this is about. */
  tabs?: ReactNode;
  /** Settings that have nothing to do with notifications, at the end. */
  children?: ReactNode;
}) {
  const notifications = useTopic('notifications', [name], initial);
  const { error, readAt, retry } = notifications;
  const action = useNotification(retry);
  const [form, setForm] = useState<'new' | NotificationRule>();
  const open = (next: 'new' | NotificationRule): void => {
    action.clear();
    setForm(next);
  };
  const crumbs = [
    ['Board', routes.board],
    [name, (project ? routes.project : routes.pipeline)(name)],
  ] as const;
  return (
    <>
      <PageHead
        crumbs={crumbs}
        title={`Settings of ${name}`}
        here="Settings"
        meta={
          <>
            <span>Notifications</span>
            <ConnectionIndicator readAt={readAt} failed={Boolean(error)} />
          </>
        }
      />
      {tabs}
      <TopicView topic={notifications} loading={LOADING}>
        {(data) => (
          <>
            {[data.readOnly, ...data.unread].map(
              (text) =>
                text && (
                  <p key={text} className="note k-unk">
                    <Icon name="info" />
                    <span>{text}</span>
                  </p>
                ),
            )}
            {!form && <Outcome action={action} />}
            <div className="settings">
              <div className="grid gap-3 content-start min-w-0">
                <Rules data={data} action={action} onNew={() => open('new')} onEdit={open} />
                <ApprovalTopics data={data} />
              </div>
              <div className="grid gap-3 content-start min-w-0">
                <Topics data={data} action={action} />
              </div>
            </div>
            {form && (
              <RuleForm
                data={data}
                rule={form === 'new' ? undefined : form}
                action={action}
                onClose={() => setForm(undefined)}
              />
            )}
          </>
        )}
      </TopicView>
      {children}
    </>
  );
}
