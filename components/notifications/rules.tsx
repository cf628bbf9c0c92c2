'use client';
import type { NotificationRule, Notifications } from '@/lib/domain/notifications/notifications';
import { topicName } from '@/lib/domain/notifications/notifications';
import { Button } from '@/components/ui/button';
import { Switch } from '@/components/ui/checkbox';
import { Icon } from '@/components/ui/icon';
import { Menu } from '@/components/ui/menu';
import type { NotificationAction } from './use-notification';

/** AWS's states of a target, where they need a person. */
const STATES: Readonly<Record<string, string>> = {
  PENDING: 'is being looked at',
  UNREACHABLE: 'cannot be reached',
  INACTIVE: 'is not active',
  DEACTIVATED: 'was switched off by AWS',
};

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
          <span className="sr-only">{rule.name} tells</span>
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
      <ul className="chips rule-events" aria-label={`When ${rule.name} tells`}>
        {rule.events.map((e) => (
          <li key={e.id} className="tag">
            {e.label}
          </li>
        ))}
      </ul>
      <ul className="text-xs text-muted rule-targets">
        {rule.targets.map((t) => (
          <li
            key={t.address}
            className={
              t.status === 'UNREACHABLE' || t.status === 'DEACTIVATED' ? 'text-fail' : undefined
            }
          >
            Tells {t.type === 'SNS' ? topicName(t.address) : `${t.type} ${t.address}`}
            {STATES[t.status] ? `, which ${STATES[t.status] ?? ''}` : ''}
          </li>
        ))}
        {!rule.targets.length && <li className="text-fail">Tells nobody: it has no target</li>}
      </ul>
    </li>
  );
}

/** The rules by which AWS tells people, whether a dashboard runs or not. */
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
        <h2 id="rules">Notification rules</h2>
        <Button
          size="small"
          variant={data.rules.length ? undefined : 'primary'}
          disabledReason={data.readOnly}
          onClick={onNew}
        >
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
        !data.unread.length && (
          <p className="p-4 text-muted">
            Nobody is notified when a release fails and no dashboard is open. A rule sends events to
            a topic, and the topic notifies people by email, chat or webhook.
          </p>
        )
      )}
    </section>
  );
}
