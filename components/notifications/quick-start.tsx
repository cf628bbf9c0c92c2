'use client';
import { useState } from 'react';
import { useIsAws } from '@/lib/client/backend';
import { useKeptInput } from '@/lib/client/kept-input';
import { useFieldProblems } from '@/lib/client/use-field-problems';
import { firstProblem } from '@/lib/domain/field-problems';
import {
  usualRule,
  usualTopic,
  usualTopicName,
  type Notifications,
} from '@/lib/domain/notifications/notifications';
import { PROTOCOLS, type Protocol } from '@/lib/domain/notifications/notification-protocols';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { Fields, useForm } from '@/components/ui/form';
import type { NotificationAction } from './use-notification';

const WAYS = { email: 'Email me', https: 'Call a webhook' } as const;

const loadSchema = () =>
  import('@/lib/domain/notifications/notification-schema').then((m) => m.subscriber);

/**
 * From nobody to one person by one address: a topic, its subscriber, the usual rule. What is done stays
 * where a later step fails, and is in the lists below.
 */
function useQuickStart(data: Notifications, action: NotificationAction, protocol: Protocol) {
  const { pipeline } = data;
  const rule = usualRule(data);
  const subscribe = (endpoint: string, topic: string): void =>
    action.send({ action: 'subscribe', pipeline, topic, protocol, endpoint }, () => {
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
  // The engine on one's own machine sends no mail.
  const protocol = useIsAws() ? 'email' : 'https';
  const start = useQuickStart(data, action, protocol);
  const problems = useFieldProblems(loadSchema, { protocol, endpoint });
  const fields = useForm(problems, () => start(endpoint.trim()));
  const press = (): void => {
    if (!data.readOnly && !action.busy) fields.submit();
  };
  return (
    <form
      className="quick-start"
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
            label={`${WAYS[protocol]} when a release fails, succeeds or waits for approval`}
            hint="The address is asked to confirm."
            beside={
              <Button
                variant="primary"
                disabled={action.busy}
                disabledReason={data.readOnly ?? firstProblem(problems)}
                onClick={press}
                onOff={press}
              >
                {action.sending ? 'Setting up…' : 'Set up'}
              </Button>
            }
          >
            <Input
              type={protocol === 'email' ? 'email' : 'url'}
              value={endpoint}
              placeholder={PROTOCOLS[protocol]}
              autoComplete={protocol === 'email' ? 'email' : 'url'}
              onChange={setEndpoint}
            />
          </Field>
        </Fields>
      )}
    </form>
  );
}
