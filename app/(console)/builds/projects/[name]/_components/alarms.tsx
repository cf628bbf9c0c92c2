'use client';
import { useState } from 'react';
import { setAlarm } from '@/lib/actions/build-projects';
import { useKeptInput } from '@/lib/client/kept-input';
import { useAction } from '@/lib/client/mutations/use-action';
import {
  alarmName,
  type AlarmCommand,
  type AlarmDone,
  type BuildProjectView,
} from '@/lib/domain/builds/build-project';
import { useDoneToast } from '@/lib/client/toast';
import type { Input } from '@/lib/domain/changes/command';
import { StatusLabel } from '@/components/status/status-label';
import { ConsoleLink } from '@/components/ui/console-link';
import { Copyable } from '@/components/ui/copyable';
import { Button } from '@/components/ui/button';
import { Field, Select } from '@/components/ui/field';
import { OutcomeNote } from '@/components/ui/outcome-note';
import { RelativeTime } from '@/components/ui/time';

const short = (arn: string): string => arn.split(':').pop() ?? arn;

/** Who is told when a build fails, whether anybody looks or not: a CloudWatch alarm and its topic. */
export function Alarms({ project: p, reread }: { project: BuildProjectView; reread: () => void }) {
  const [topic, setTopic] = useState('');
  const [done, setDone] = useState<AlarmDone>();
  const action = useAction(setAlarm, ({ project }) => ({ kind: 'alarm', name: project }));
  useKeptInput(`alarm ${p.name}`, { topic }, (kept) => setTopic(kept.topic));
  const send = (input: Input<AlarmCommand>): void => {
    setDone(undefined);
    action.send(input, { ok: setDone, settled: reread });
  };
  useDoneToast(done, 'Undo', () => {
    if (done) send(done.undo);
  });
  const own = p.alarms.some((a) => a.name === alarmName(p.name));
  return (
    <section className="card panel" aria-label="Alarm on failed builds">
      <header className="card-head">
        <h2>Alarm on failed builds</h2>
      </header>
      <div className="panel-body grid gap-3">
        <div aria-live="polite" className="empty:hidden">
          <OutcomeNote outcome={action.outcome} sending={action.sending} onCheck={action.check} />
        </div>
        {p.alarms.map((a) => (
          <div key={a.name} className="grid gap-1">
            <span className="flex items-center gap-2">
              <StatusLabel status={a.status} />
              <span className="text-xs text-faint">
                <RelativeTime at={a.since} />
              </span>
              <span className="flex-1" />
              {a.name === alarmName(p.name) && (
                <Button
                  size="small"
                  disabled={action.busy}
                  disabledReason={p.readOnly}
                  onClick={() => send({ action: 'delete', project: p.name })}
                >
                  Remove
                </Button>
              )}
            </span>
            <span className="text-xs flex items-center gap-2 min-w-0">
              <Copyable text={a.name} what={`the alarm's name, ${a.name}`} />
              <ConsoleLink object={{ kind: 'alarm', name: a.name }} about={a.name} />
            </span>
            <span className="text-xs text-muted">
              tells {a.topics.map(short).join(', ') || 'nobody'}
            </span>
          </div>
        ))}
        {!own && (
          <>
            <p className="text-muted">
              {p.alarms.length
                ? 'Starboard has not created any.'
                : 'No alarm. Nobody is notified when a build fails.'}
            </p>
            <Field
              label="Topic to notify"
              beside={
                <Button
                  disabled={action.busy}
                  disabledReason={p.readOnly}
                  onClick={() =>
                    send({ action: 'create', project: p.name, topic: topic || undefined })
                  }
                >
                  Create the alarm
                </Button>
              }
            >
              <Select value={topic} onChange={setTopic}>
                <option value="">A new one, {alarmName(p.name)}</option>
                {p.topics.map((t) => (
                  <option key={t} value={t}>
                    {short(t)}
                  </option>
                ))}
              </Select>
            </Field>
          </>
        )}
      </div>
    </section>
  );
}
