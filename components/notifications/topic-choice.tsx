'use client';
import { useState } from 'react';
import { useFieldProblems } from '@/lib/client/use-field-problems';
import { firstProblem } from '@/lib/domain/field-problems';
import {
  topicName,
  usualTopicName,
  type Notifications,
} from '@/lib/domain/notifications/notifications';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field, FieldGroup, Input } from '@/components/ui/field';
import { Fields, useForm } from '@/components/ui/form';
import { Icon } from '@/components/ui/icon';
import type { NotificationAction } from './use-notification';

const FEW = 8;
const loadSchema = () =>
  import('@/lib/domain/notifications/notification-schema').then((m) => m.newTopic);

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
  const [name, setName] = useState(usualTopicName(data.pipeline));
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
  const problems = useFieldProblems(loadSchema, { name });
  const fields = useForm(problems, create);
  return (
    <FieldGroup name="topics" label="Topics" className="grid gap-2">
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
      <Fields form={fields}>
        <Field
          name="name"
          label={<span className="text-xs text-muted font-normal">A new topic</span>}
          beside={
            <Button
              disabled={action.busy}
              disabledReason={firstProblem(problems)}
              onClick={fields.submit}
              onOff={fields.submit}
            >
              <Icon name="plus" small />
              Create the topic
            </Button>
          }
        >
          <Input value={name} onChange={setName} />
        </Field>
      </Fields>
    </FieldGroup>
  );
}
