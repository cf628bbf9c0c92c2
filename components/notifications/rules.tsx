'use client';
import type { NotificationRule, Notifications } from '@/lib/domain/notifications/notifications';
import { topicName } from '@/lib/domain/notifications/notifications';
import { Button } from '@/components/ui/button';
import { Switch } from '@/components/ui/checkbox';
import { Icon } from '@/components/ui/icon';
import { Menu } from '@/components/ui/menu';
import { QuickStart } from './quick-start';
import type { NotificationAction } from './use-notification';

/** AWS's states of a target, where they need a person. */
const STATES: Readonly<Record<string, string>> = {
  PENDING: 'AWS is checking it',
  UNREACHABLE: 'cannot be reached',
  INACTIVE: 'not active',
  DEACTIVATED: 'switched off by AWS',
};

type Target = NotificationRule['targets'][number];

/** A target, and who hears it. */
function TargetLine({ target: t, data }: { target: Target; data: Notifications }) {
  const topic = data.topics.find((x) => x.arn === t.address);
  const people =
    topic?.subscribers.map((s) =>
      s.arn === undefined ? `${s.endpoint} (not confirmed)` : s.endpoint,
    ) ?? [];
  const isBroken = t.status === 'UNREACHABLE' || t.status === 'DEACTIVATED';
  const state = STATES[t.status];
  return (
    <li className={isBroken ? 'text-fail' : undefined}>
      {t.type === 'SNS' ? `Topic ${topicName(t.address)}` : `${t.type} ${t.address}`}
      {people.length > 0 && `: ${people.slice(0, 3).join(', ')}`}
      {people.length > 3 && ` and ${people.length - 3} more`}
      {topic && !topic.unread && !topic.gone && !people.length && ': no subscribers'}
      {state && ` (${state})`}
    </li>
  );
}

function Rule({
  rule,
  data,
  action,
  onEdit,
}: {
  rule: NotificationRule;
  data: Notifications;
  action: NotificationAction;
  onEdit: () => void;
}) {
  const source = data.sources.find((s) => s.arn === rule.resource);
  const about = { pipeline: data.pipeline, rule: rule.arn, seen: rule.modifiedAt };
  return (
    <li className="rule">
      <div className="flex items-center gap-2 flex-wrap">
        <b className="font-medium">{rule.name}</b>
        {source && (
          <span className="text-muted text-xs">
            {source.kind} {source.name}
          </span>
        )}
        {!rule.enabled && <span className="tag">Off</span>}
      </div>
      <div className="rule-acts">
        <Switch
          checked={rule.enabled}
          disabled={action.busy || data.readOnly !== undefined}
          onChange={(enabled) => action.send({ action: 'update-rule', ...about, enabled })}
        >
          <span className="sr-only">{rule.name} is on</span>
        </Switch>
        <Menu
          label={`Actions for ${rule.name}`}
          trigger={
            <button type="button" className="icon-btn">
              <Icon name="more" />
            </button>
          }
          items={[
            { key: 'edit', label: 'Edit…', onSelect: onEdit, disabledReason: data.readOnly },
            {
              key: 'delete',
              label: 'Delete',
              danger: true,
              onSelect: () => action.send({ action: 'delete-rule', ...about }),
              disabledReason: data.readOnly,
            },
          ]}
        />
      </div>
      <ul className="chips rule-events" aria-label={`Events of ${rule.name}`}>
        {rule.events.map((e) => (
          <li key={e.id} className="tag">
            {e.label}
          </li>
        ))}
      </ul>
      <ul className="text-xs text-muted rule-targets">
        {rule.targets.map((t) => (
          <TargetLine key={t.address} target={t} data={data} />
        ))}
        {!rule.targets.length && <li className="text-fail">No target: nobody is notified.</li>}
      </ul>
    </li>
  );
}

/** What AWS sends, whether a dashboard runs or not. */
export function Rules({
  data,
  action,
  onNew,
  onEdit,
}: {
  data: Notifications;
  action: NotificationAction;
  onNew: () => void;
  onEdit: (rule: NotificationRule) => void;
}) {
  return (
    <section className="card" aria-labelledby="rules">
      <header className="card-head">
        <div>
          <h2 id="rules">Notification rules</h2>
          <p className="text-xs text-muted">Events that AWS sends to a topic.</p>
        </div>
        <Button size="small" disabledReason={data.readOnly} onClick={onNew}>
          <Icon name="plus" small />
          New rule…
        </Button>
      </header>
      {data.rules.length > 0 ? (
        <ul>
          {data.rules.map((r) => (
            <Rule key={r.arn} rule={r} data={data} action={action} onEdit={() => onEdit(r)} />
          ))}
        </ul>
      ) : (
        !data.unread.length && <QuickStart data={data} action={action} />
      )}
    </section>
  );
}
