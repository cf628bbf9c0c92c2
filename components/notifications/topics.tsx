'use client';
import { useState } from 'react';
import { useIsAws } from '@/lib/client/backend';
import { useKeptInput } from '@/lib/client/kept-input';
import { useFieldProblems } from '@/lib/client/use-field-problems';
import { firstProblem } from '@/lib/domain/field-problems';
import type { NotificationTopic, Notifications } from '@/lib/domain/notifications/notifications';
import {
  PROTOCOL_WORDS,
  PROTOCOLS,
  type Protocol,
} from '@/lib/domain/notifications/notification-protocols';
import { Button } from '@/components/ui/button';
import { ConsoleLink } from '@/components/ui/console-link';
import { Copy } from '@/components/ui/copy';
import { Field, Input, Select } from '@/components/ui/field';
import { Fields, useForm } from '@/components/ui/form';
import { Icon } from '@/components/ui/icon';
import type { NotificationAction } from './use-notification';

interface Props {
  readonly data: Notifications;
  readonly topic: NotificationTopic;
  readonly action: NotificationAction;
}

const loadSchema = () =>
  import('@/lib/domain/notifications/notification-schema').then((m) => m.subscriber);

function AddSubscriber({ data, topic, action }: Props) {
  // The engine on one's own machine sends no mail.
  const usual = useIsAws() ? 'email' : 'https';
  const [protocol, setProtocol] = useState<Protocol>(usual);
  const [endpoint, setEndpoint] = useState('');
  useKeptInput(`subscriber of ${topic.arn}`, { endpoint }, (kept) => setEndpoint(kept.endpoint));
  const add = (): void =>
    action.send(
      {
        action: 'subscribe',
        pipeline: data.pipeline,
        topic: topic.arn,
        protocol,
        endpoint: endpoint.trim(),
      },
      () => setEndpoint(''),
    );
  const problems = useFieldProblems(loadSchema, { protocol, endpoint });
  const fields = useForm(problems, add);
  const press = (): void => {
    if (!data.readOnly && !action.busy) fields.submit();
  };
  return (
    <form
      className="subscribe"
      onSubmit={(e) => {
        e.preventDefault();
        press();
      }}
    >
      <Fields form={fields}>
        <Field name="protocol">
          <Select
            aria-label={`Protocol for ${topic.name}`}
            value={protocol}
            onChange={(value) => setProtocol(value as Protocol)}
          >
            {Object.keys(PROTOCOLS).map((p) => (
              <option key={p} value={p}>
                {PROTOCOL_WORDS[p]}
              </option>
            ))}
          </Select>
        </Field>
        <Field name="endpoint">
          <Input
            aria-label={`New subscriber of ${topic.name}`}
            placeholder={PROTOCOLS[protocol]}
            value={endpoint}
            onChange={setEndpoint}
          />
        </Field>
        <Button
          disabled={action.busy}
          disabledReason={data.readOnly ?? firstProblem(problems)}
          onClick={press}
          onOff={press}
        >
          Subscribe
        </Button>
      </Fields>
    </form>
  );
}

/** What SNS knows of a topic and nobody needs from day to day. */
function Advanced({ topic: t }: { topic: NotificationTopic }) {
  return (
    <details className="topic-advanced">
      <summary>Advanced</summary>
      <dl>
        <div>
          <dt>ARN</dt>
          <dd>
            <code>{t.arn}</code>
            <Copy text={t.arn} label={`Copy the ARN of ${t.name}`} />
          </dd>
        </div>
        {!t.unread && (
          <div>
            <dt>Access policy</dt>
            <dd>
              {t.open ? 'Notification rules can publish.' : 'Notification rules cannot publish.'}
            </dd>
          </div>
        )}
      </dl>
    </details>
  );
}

function Topic({ data, topic: t, action }: Props) {
  const about = { pipeline: data.pipeline, topic: t.arn };
  const used = data.rules.some((r) => r.targets.some((x) => x.address === t.arn));
  if (t.gone)
    return (
      <li className="topic">
        <b className="font-medium">{t.name}</b>
        <p className="text-fail text-xs">
          This topic does not exist, so nobody is notified. Choose another topic, or create one with
          this name.
        </p>
      </li>
    );
  return (
    <li className="topic">
      <div className="flex items-center gap-2 flex-wrap">
        <b className="font-medium">{t.name}</b>
        <ConsoleLink object={{ kind: 'topic', arn: t.arn }} about={t.name} />
        <span className="flex-1" />
        <Button
          size="small"
          disabled={action.busy}
          disabledReason={data.readOnly}
          onClick={() => action.send({ action: 'test', ...about })}
        >
          <Icon name="play" small />
          Send a test
        </Button>
      </div>
      {t.unread && <p className="text-xs text-muted">Could not read its subscribers: {t.unread}</p>}
      {used && !t.open && !t.unread && (
        <div className="note k-wait mt-2">
          <Icon name="warn" />
          <span className="flex-1">
            Nothing arrives: its access policy does not let notification rules publish.
          </span>
          <Button
            size="small"
            disabled={action.busy}
            disabledReason={data.readOnly}
            onClick={() => action.send({ action: 'open-topic', ...about })}
          >
            Allow rules to publish
          </Button>
        </div>
      )}
      {!t.unread && (
        <ul className="subscribers" aria-label={`Subscribers of ${t.name}`}>
          {t.subscribers.map((s, i) => (
            <li key={s.arn ?? i}>
              <span className="tag">{PROTOCOL_WORDS[s.protocol] ?? s.protocol}</span>
              <span className="truncate flex-1" title={s.endpoint}>
                {s.endpoint}
              </span>
              {s.arn === undefined ? (
                <span className="text-xs text-muted">not confirmed yet</span>
              ) : (
                <button
                  type="button"
                  className="icon-btn"
                  disabled={action.busy || data.readOnly !== undefined}
                  aria-label={`Unsubscribe ${s.endpoint}`}
                  onClick={() =>
                    action.send({
                      action: 'unsubscribe',
                      ...about,
                      subscription: s.arn ?? '',
                    })
                  }
                >
                  <Icon name="close" small />
                </button>
              )}
            </li>
          ))}
          {!t.subscribers.length && <li className="text-muted">No subscribers yet.</li>}
        </ul>
      )}
      <AddSubscriber data={data} topic={t} action={action} />
      <Advanced topic={t} />
    </li>
  );
}

/** The topics that rules and approvals here name, and who hears them. */
export function Topics({ data, action }: { data: Notifications; action: NotificationAction }) {
  if (!data.topics.length) return null;
  return (
    <section className="card" aria-labelledby="topics">
      <header className="card-head">
        <div>
          <h2 id="topics">Topics</h2>
          <p className="text-xs text-muted">
            An SNS topic passes each event on to its subscribers.
          </p>
        </div>
      </header>
      <ul>
        {data.topics.map((t) => (
          <Topic key={t.arn} data={data} topic={t} action={action} />
        ))}
      </ul>
    </section>
  );
}
