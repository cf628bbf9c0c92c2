'use client';
import { useState } from 'react';
import { topicName, type Notifications } from '@/lib/domain/notifications/notifications';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Icon } from '@/components/ui/icon';
import type { NotificationAction } from './use-notification';

const FEW = 8;
const NAME = /^[A-Za-z0-9_-]{1,256}$/;

/** Which topics a rule tells: those of the account, or a new one. */
export function TopicChoice({
  data,
  action,
  chosen,
  onChange,
  onTry,
}: {
  data: Notifications;
  action: NotificationAction;
  chosen: readonly string[];
  onChange: (topics: readonly string[]) => void;
  onTry: () => void;
}) {
  const [name, setName] = useState(`${data.pipeline}-notifications`);
  const [query, setQuery] = useState('');
  const [made, setMade] = useState<readonly string[]>([]);
  const all = [...new Set([...data.choices, ...chosen, ...made])];
  const found = all.filter(
    (arn) => chosen.includes(arn) || topicName(arn).toLowerCase().includes(query.toLowerCase()),
  );
  const shown = [
    ...found.filter((a) => chosen.includes(a)),
    ...found.filter((a) => !chosen.includes(a)),
  ].slice(0, Math.max(FEW, chosen.length));
  const create = (): void => {
    onTry();
    action.send({ action: 'create-topic', pipeline: data.pipeline, name }, ({ topic }) => {
      if (topic === undefined) return;
      setMade([...made, topic]);
      onChange([...new Set([...chosen, topic])]);
    });
  };
  return (
    <fieldset className="grid gap-2">
      <legend className="field-label mb-2">Topics</legend>
      {all.length > FEW && (
        <input
          className="input"
          type="search"
          value={query}
          placeholder={`Find among ${all.length} topics`}
          aria-label="Find a topic"
          onChange={(e) => setQuery(e.target.value)}
        />
      )}
      {shown.map((arn) => (
        <Checkbox
          key={arn}
          checked={chosen.includes(arn)}
          onChange={(on) => onChange(on ? [...chosen, arn] : chosen.filter((x) => x !== arn))}
        >
          {topicName(arn)}
        </Checkbox>
      ))}
      {found.length > shown.length && (
        <p className="text-xs text-faint">and {found.length - shown.length} more</p>
      )}
      <div className="flex gap-2 items-end flex-wrap">
        <label className="field flex-1">
          <span className="text-xs text-muted">A new topic</span>
          <input className="input" value={name} onChange={(e) => setName(e.target.value)} />
        </label>
        <Button
          disabled={action.busy}
          disabledReason={
            NAME.test(name) ? undefined : "a topic's name has 1 to 256 letters, digits, - and _"
          }
          onClick={create}
        >
          <Icon name="plus" small />
          Create the topic
        </Button>
      </div>
    </fieldset>
  );
}
