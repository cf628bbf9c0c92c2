'use client';
import { useState } from 'react';
import { useKeptInput } from '@/lib/client/kept-input';
import type { Input } from '@/lib/domain/changes/command';
import {
  groupedEvents,
  topicName,
  USUAL_EVENTS,
  type NotificationCommand,
  type NotificationRule,
  type Notifications,
} from '@/lib/domain/notifications/notifications';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { OutcomeNote } from '@/components/ui/outcome-note';
import { Segmented } from '@/components/ui/segmented';
import { TopicChoice } from './topic-choice';
import type { NotificationAction } from './use-notification';

const MAX_TARGETS = 10;
const toggled = (list: readonly string[], item: string, on: boolean): string[] =>
  on ? [...list, item] : list.filter((x) => x !== item);

interface RuleInput {
  readonly resource: string;
  readonly name: string;
  readonly events: readonly string[];
  readonly detail: NotificationRule['detail'];
  readonly topics: readonly string[];
}

const inputOf = (data: Notifications, rule: NotificationRule | undefined): RuleInput => ({
  resource: rule?.resource ?? data.sources[0]?.arn ?? '',
  name: rule?.name ?? `${data.pipeline}-releases`,
  events: rule?.events.map((e) => e.id) ?? USUAL_EVENTS,
  detail: rule?.detail ?? 'FULL',
  topics: rule?.targets.filter((t) => t.type === 'SNS').map((t) => t.address) ?? [],
});

/** Why it cannot be saved. `events`: those of the chosen resource. */
function problemOf({ name, topics }: RuleInput, events: readonly string[]): string | undefined {
  if (!/^[A-Za-z0-9\-_ ]{1,64}$/.test(name))
    return 'a name has 1 to 64 letters, digits, spaces, - and _';
  if (!events.length) return 'no event is chosen';
  if (!topics.length) return 'no topic is chosen';
  return topics.length > MAX_TARGETS ? `a rule tells at most ${MAX_TARGETS} topics` : undefined;
}

function commandOf(
  pipeline: string,
  rule: NotificationRule | undefined,
  { resource, name, detail, topics }: RuleInput,
  events: readonly string[],
): Input<NotificationCommand> {
  const content = { pipeline, name, events, detail, topics };
  return rule
    ? { action: 'update-rule', ...content, rule: rule.arn, seen: rule.modifiedAt }
    : { action: 'create-rule', ...content, resource };
}

interface FieldsProps {
  readonly data: Notifications;
  readonly input: RuleInput;
  readonly set: (change: Partial<RuleInput>) => void;
}

function ResourceField({ data, input, set }: FieldsProps) {
  return (
    <label className="field">
      <span className="field-label">Of</span>
      <select
        className="input"
        value={input.resource}
        onChange={(e) => set({ resource: e.target.value })}
      >
        {data.sources.map((s) => (
          <option key={s.arn} value={s.arn}>
            {s.kind} {s.name}
          </option>
        ))}
      </select>
    </label>
  );
}

function EventFields({ data, input, set }: FieldsProps) {
  const source = data.sources.find((s) => s.arn === input.resource);
  return (
    <fieldset className="grid gap-3">
      <legend className="field-label mb-2">When</legend>
      {groupedEvents(source?.events ?? []).map(([group, list]) => (
        <div key={group} role="group" aria-label={group} className="event-group">
          <span className="text-muted">{group}</span>
          <span className="flex gap-x-4 gap-y-2 flex-wrap">
            {list.map((e) => (
              <Checkbox
                key={e.id}
                checked={input.events.includes(e.id)}
                onChange={(on) => set({ events: toggled(input.events, e.id, on) })}
              >
                {e.word}
              </Checkbox>
            ))}
          </span>
        </div>
      ))}
      {!source?.events.length && <p className="text-muted">Could not read its event types.</p>}
    </fieldset>
  );
}

function DetailField({ input, set }: Omit<FieldsProps, 'data'>) {
  return (
    <div className="field">
      <span className="field-label">Detail</span>
      <Segmented
        label="Detail"
        value={input.detail}
        onChange={(detail) => set({ detail })}
        options={[
          ['FULL', 'Everything'],
          ['BASIC', 'Event only'],
        ]}
      />
      <span className="text-xs text-muted">
        {input.detail === 'FULL'
          ? 'Includes the source revisions, the failed actions and why they failed.'
          : 'Only what EventBridge reports.'}
      </span>
    </div>
  );
}

/** A rule made or changed: of what, when, whom it tells, how much it says. */
export function RuleForm({
  data,
  rule,
  action,
  onClose,
}: {
  data: Notifications;
  rule?: NotificationRule | undefined;
  action: NotificationAction;
  onClose: () => void;
}) {
  const [input, setInput] = useState(() => inputOf(data, rule));
  const set = (change: Partial<RuleInput>): void => setInput((now) => ({ ...now, ...change }));
  const [tried, setTried] = useState(false);
  const known = new Set(
    data.sources.find((s) => s.arn === input.resource)?.events.map((e) => e.id),
  );
  const events = input.events.filter((id) => known.has(id));
  const save = (): void => {
    setTried(true);
    action.send(commandOf(data.pipeline, rule, input, events), onClose);
  };
  useKeptInput(`rule ${rule?.arn ?? `of ${data.pipeline}`}`, input, setInput);
  const { topics } = input;
  const saveLabel = rule ? 'Save the rule' : 'Create the rule';
  return (
    <Dialog
      open
      onClose={onClose}
      title={rule ? `Edit the rule ${rule.name}` : 'New notification rule'}
      subtitle="AWS sends the notifications, even when no dashboard is running. The pipeline does not change."
    >
      <div className="dialog-body">
        <div className="dialog-facts">
          {(tried || action.outcome?.state === 'unknown') && (
            <OutcomeNote outcome={action.outcome} sending={action.sending} onCheck={action.check} />
          )}
          <label className="field">
            <span className="field-label">Name</span>
            <input
              className="input"
              value={input.name}
              onChange={(e) => set({ name: e.target.value })}
              maxLength={64}
            />
          </label>
          {!rule && data.sources.length > 1 && (
            <ResourceField data={data} input={input} set={set} />
          )}
          <EventFields data={data} input={input} set={set} />
          <TopicChoice
            data={data}
            action={action}
            chosen={topics}
            onChange={(next) => set({ topics: next })}
            onTry={() => setTried(true)}
          />
          <DetailField input={input} set={set} />
          {topics.length > 0 && (
            <p className="unchanged text-xs">
              The access policy of {topics.map(topicName).join(', ')} gets a statement that lets
              this account&apos;s CodeStar Notifications publish, if it has none. Without it,
              nothing arrives.
            </p>
          )}
        </div>
      </div>
      <div className="dialog-foot">
        <div className="foot-row">
          <div className="foot-buttons">
            <Button size="large" onClick={onClose}>
              Cancel
            </Button>
            <Button
              size="large"
              variant="primary"
              disabled={action.busy}
              disabledReason={problemOf(input, events)}
              onClick={save}
            >
              {action.sending ? 'Sending…' : saveLabel}
            </Button>
          </div>
        </div>
      </div>
    </Dialog>
  );
}
