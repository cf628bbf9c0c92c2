'use client';
import { useState } from 'react';
import { useKeptInput } from '@/lib/client/kept-input';
import { useFieldProblems } from '@/lib/client/use-field-problems';
import type { Input as InputOf } from '@/lib/domain/changes/command';
import { firstProblem } from '@/lib/domain/field-problems';
import {
  groupedEvents,
  topicName,
  USUAL_EVENTS,
  usualRuleName,
  type NotificationCommand,
  type NotificationRule,
  type Notifications,
} from '@/lib/domain/notifications/notifications';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { Field, FieldGroup, Input, Select } from '@/components/ui/field';
import { Fields, useForm } from '@/components/ui/form';
import { OutcomeNote } from '@/components/ui/outcome-note';
import { Segmented } from '@/components/ui/segmented';
import { TopicChoice } from './topic-choice';
import type { NotificationAction } from './use-notification';

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
  name: rule?.name ?? usualRuleName(data.pipeline),
  events: rule?.events.map((e) => e.id) ?? USUAL_EVENTS,
  detail: rule?.detail ?? 'FULL',
  topics: rule?.targets.filter((t) => t.type === 'SNS').map((t) => t.address) ?? [],
});

const loadSchema = () =>
  import('@/lib/domain/notifications/notification-schema').then((m) => m.ruleContent);

/** `events`: those of the chosen resource. */
function commandOf(
  pipeline: string,
  rule: NotificationRule | undefined,
  { resource, name, detail, topics }: RuleInput,
  events: readonly string[],
): InputOf<NotificationCommand> {
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
    <Field name="resource" label="Resource">
      <Select value={input.resource} onChange={(resource) => set({ resource })}>
        {data.sources.map((s) => (
          <option key={s.arn} value={s.arn}>
            {s.kind} {s.name}
          </option>
        ))}
      </Select>
    </Field>
  );
}

function EventFields({ data, input, set }: FieldsProps) {
  const source = data.sources.find((s) => s.arn === input.resource);
  return (
    <FieldGroup name="events" label="Events" className="grid gap-3">
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
    </FieldGroup>
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
  const { name, topics } = input;
  const problems = useFieldProblems(loadSchema, { name, events, topics });
  const form = useForm(problems, () => {
    setTried(true);
    action.send(commandOf(data.pipeline, rule, input, events), onClose);
  });
  useKeptInput(`rule ${rule?.arn ?? `of ${data.pipeline}`}`, input, setInput);
  const saveLabel = rule ? 'Save the rule' : 'Create the rule';
  return (
    <Dialog
      open
      onClose={onClose}
      title={rule ? `Edit the rule ${rule.name}` : 'New notification rule'}
      subtitle="AWS sends the notifications, even when no dashboard is running."
    >
      <div className="dialog-body">
        <div className="dialog-facts">
          {(tried || action.outcome?.state === 'unknown') && (
            <OutcomeNote outcome={action.outcome} sending={action.sending} onCheck={action.check} />
          )}
          <Fields form={form}>
            <Field name="name" label="Name">
              <Input value={name} onChange={(text) => set({ name: text })} maxLength={64} />
            </Field>
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
            <details className="topic-advanced">
              <summary>Advanced</summary>
              <div className="grid gap-3 mt-3">
                <DetailField input={input} set={set} />
                {topics.length > 0 && (
                  <p className="text-xs text-muted">
                    The access policy of {topics.map(topicName).join(', ')} gets a statement that
                    lets CodeStar Notifications publish, if it has none.
                  </p>
                )}
              </div>
            </details>
          </Fields>
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
              disabledReason={firstProblem(problems)}
              onClick={form.submit}
              onOff={form.submit}
            >
              {action.sending ? 'Sending…' : saveLabel}
            </Button>
          </div>
        </div>
      </div>
    </Dialog>
  );
}
