'use client';
import { useState } from 'react';
import { useKeptInput } from '@/lib/client/kept-input';
import { useFieldProblems } from '@/lib/client/use-field-problems';
import { firstProblem } from '@/lib/domain/field-problems';
import {
  usualRule,
  usualTopic,
  usualTopicName,
  type Notifications,
} from '@/lib/domain/notifications/notifications';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { Fields, useForm } from '@/components/ui/form';
import type { NotificationAction } from './use-notification';

const loadSchema = () =>
  import('@/lib/domain/notifications/notification-schema').then((m) => m.subscriber);

/**
 * From nobody to one person by one address: a topic, its subscriber, the usual rule. What is done stays
 * where a later step fails, and is in the lists below.
 */
function useQuickStart(data: Notifications, action: NotificationAction) {
  const { pipeline } = data;
  const rule = usualRule(data);
  const subscribe = (endpoint: string, topic: string): void =>
    action.send({ action: 'subscribe', pipeline, topic, protocol: 'email', endpoint }, () => {
      if (rule) action.send({ action: 'create-rule', pipeline, ...rule, topics: [topic] });
    });
  return (endpoint: string): void => {
    const known = usualTopic(data);
    if (known !== undefined) return subscribe(endpoint, known);
    action.send({ action: 'create-topic', pipeline, name: usualTopicName(pipeline) }, (done) => {
      if (done.topic !== undefined) subscribe(endpoint, done.topic);
    });
  };
}

/** In place of rules: nobody is notified, and one address changes that. */
export function QuickStart({ data, action }: { data: Notifications; action: NotificationAction }) {
  const [endpoint, setEndpoint] = useState('');
  useKeptInput(`notifications of ${data.pipeline}`, { endpoint }, (kept) =>
    setEndpoint(kept.endpoint),
  );
  const start = useQuickStart(data, action);
  const problems = useFieldProblems(loadSchema, { protocol: 'email', endpoint });
  const fields = useForm(problems, () => start(endpoint.trim()));
  const press = (): void => {
    if (!data.readOnly && !action.busy) fields.submit();
  };
  return (
    <form
      className="p-4 grid gap-3"
      onSubmit={(e) => {
        e.preventDefault();
        press();
      }}
    >
      <p className="text-muted">
        Nobody is notified when a release fails and no dashboard is open.
      </p>
      {usualRule(data) && (
        <Fields form={fields}>
          <Field
            name="endpoint"
            label="Email me when a release fails, succeeds or waits for approval"
            hint="AWS asks this address to confirm."
            beside={
              <Button
                variant="primary"
                disabled={action.busy}
                disabledReason={data.readOnly ?? firstProblem(problems)}
                onClick={press}
                onOff={press}
              >
                {action.sending ? 'Setting up…' : 'Notify me'}
              </Button>
            }
          >
            <Input
              type="email"
              value={endpoint}
              placeholder="you@example.com"
              autoComplete="email"
              onChange={setEndpoint}
            />
          </Field>
        </Fields>
      )}
    </form>
  );
}
