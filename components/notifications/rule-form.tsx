'use client';
import { useState } from 'react';
import { useKeptInput } from '@/lib/client/kept-input';
import type { Input } from '@/lib/domain/command';
import {
  groupedEvents,
  topicName,
  USUAL_EVENTS,
  type NotificationCommand,
  type NotificationRule,
  type Notifications,
} from '@/lib/domain/notifications';
import { Button } from '@/components/ui/button';
import { Check } from '@/components/ui/check';
import { Dialog } from '@/components/ui/dialog';
import { OutcomeNote } from '@/components/ui/outcome-note';
import { Segmented } from '@/components/ui/segmented';
import { TopicChoice } from './topic-choice';
import type { NotificationAction } from './use-notification';

const MAX_TARGETS = 10;
const toggled = (list: readonly string[], item: string, on: boolean): string[] =>
  on ? [...list, item] : list.filter((x) => x !== item);

/** A rule made or changed: of what, when, whom it tells, how much it says. */
export function RuleForm({
  data,
  rule,
  ordering,
  onClose,
}: {
  data: Notifications;
  rule?: NotificationRule | undefined;
  ordering: NotificationAction;
  onClose: () => void;
}) {
  const [resource, setResource] = useState(rule?.resource ?? data.sources[0]?.arn ?? '');
  const [name, setName] = useState(rule?.name ?? `${data.pipeline}-releases`);
  const [events, setEvents] = useState<readonly string[]>(
    rule?.events.map((e) => e.id) ?? USUAL_EVENTS,
  );
  const [detail, setDetail] = useState(rule?.detail ?? 'FULL');
  const [topics, setTopics] = useState<readonly string[]>(
    rule?.targets.filter((t) => t.type === 'SNS').map((t) => t.address) ?? [],
  );
  const [tried, setTried] = useState(false);
  const source = data.sources.find((s) => s.arn === resource);
  const known = new Set(source?.events.map((e) => e.id));
  const chosen = events.filter((id) => known.has(id));
  const why = !/^[A-Za-z0-9\-_ ]{1,64}$/.test(name)
    ? 'a name has 1 to 64 letters, digits, spaces, - and _'
    : !chosen.length
      ? 'no event is chosen'
      : !topics.length
        ? 'no topic is chosen'
        : topics.length > MAX_TARGETS
          ? `a rule tells at most ${MAX_TARGETS} topics`
          : undefined;
  const command: Input<NotificationCommand> = rule
    ? {
        action: 'update-rule',
        pipeline: data.pipeline,
        rule: rule.arn,
        seen: rule.modifiedAt,
        name,
        events: chosen,
        detail,
        topics,
      }
    : {
        action: 'create-rule',
        pipeline: data.pipeline,
        name,
        resource,
        events: chosen,
        detail,
        topics,
      };
  const save = (): void => {
    setTried(true);
    ordering.send(command, onClose);
  };
  useKeptInput(
    `rule ${rule?.arn ?? `of ${data.pipeline}`}`,
    { resource, name, events, detail, topics },
    (kept) => {
      setResource(kept.resource);
      setName(kept.name);
      setEvents(kept.events);
      setDetail(kept.detail);
      setTopics(kept.topics);
    },
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title={rule ? `Edit the rule ${rule.name}` : 'New notification rule'}
      subtitle="AWS sends the notifications, even when no dashboard is running. The pipeline does not change."
    >
      <div className="dialog-body">
        <div className="dialog-facts">
          {(tried || ordering.outcome?.state === 'unknown') && (
            <OutcomeNote
              outcome={ordering.outcome}
              sending={ordering.sending}
              onCheck={ordering.check}
            />
          )}
          <label className="field">
            <span className="field-label">Name</span>
            <input
              className="input"
              value={name}
              onChange={(e) => setName(e.target.value)}
              maxLength={64}
            />
          </label>
          {!rule && data.sources.length > 1 && (
            <label className="field">
              <span className="field-label">Of</span>
              <select
                className="input"
                value={resource}
                onChange={(e) => setResource(e.target.value)}
              >
                {data.sources.map((s) => (
                  <option key={s.arn} value={s.arn}>
                    {s.kind} {s.name}
                  </option>
                ))}
              </select>
            </label>
          )}
          <fieldset className="grid gap-3">
            <legend className="field-label mb-2">When</legend>
            {groupedEvents(source?.events ?? []).map(([group, list]) => (
              <div key={group} role="group" aria-label={group} className="event-group">
                <span className="text-muted">{group}</span>
                <span className="flex gap-x-4 gap-y-2 flex-wrap">
                  {list.map((e) => (
                    <Check
                      key={e.id}
                      checked={events.includes(e.id)}
                      onChange={(on) => setEvents(toggled(events, e.id, on))}
                    >
                      {e.word}
                    </Check>
                  ))}
                </span>
              </div>
            ))}
            {!source?.events.length && (
              <p className="text-muted">Could not read its event types.</p>
            )}
          </fieldset>
          <TopicChoice
            data={data}
            ordering={ordering}
            chosen={topics}
            onChange={setTopics}
            onTry={() => setTried(true)}
          />
          <div className="field">
            <span className="field-label">Detail</span>
            <Segmented
              label="Detail"
              value={detail}
              onChange={setDetail}
              options={[
                ['FULL', 'Everything'],
                ['BASIC', 'Event only'],
              ]}
            />
            <span className="text-xs text-muted">
              {detail === 'FULL'
                ? 'Includes the source revisions, the failed actions and why they failed.'
                : 'Only what EventBridge reports.'}
            </span>
          </div>
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
            <Button size="large" look="primary" disabled={ordering.busy} why={why} onClick={save}>
              {ordering.sending ? 'Sending…' : rule ? 'Save the rule' : 'Create the rule'}
            </Button>
          </div>
        </div>
      </div>
    </Dialog>
  );
}
