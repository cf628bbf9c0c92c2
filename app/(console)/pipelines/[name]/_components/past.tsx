'use client';
import Link from 'next/link';
import { useOnce } from '@/lib/client/live/use-topic';
import { useZone } from '@/lib/client/zone';
import { HELD_WORDS } from '@/lib/domain/deployments/live-words';
import type { Past as Data, PastStage } from '@/lib/domain/executions/past';
import { statusOf, WAITING } from '@/lib/domain/status';
import { age } from '@/lib/domain/time';
import { inputText, inputTime } from '@/lib/domain/zone';
import { routes } from '@/lib/routes';
import { StatusLabel } from '@/components/status/status-label';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { RevisionId } from '@/components/ui/revision-id';
import { Loading } from '@/components/ui/states';
import { TopicView } from '@/components/ui/topic-view';

function Stage({ stage: s, pipeline, at }: { stage: PastStage; pipeline: string; at: number }) {
  return (
    <section className="card stage" aria-label={s.name}>
      <header>
        <h2>{s.name}</h2>
        {s.running.length > 0 && (
          <StatusLabel
            status={s.running.some((r) => r.asked) ? WAITING : statusOf('InProgress')}
            word={s.running.some((r) => r.asked) ? 'Waiting' : 'Running'}
          />
        )}
      </header>
      <div className="live-box">
        <div className="text-faint">{HELD_WORDS[s.kind]} then</div>
        {s.live ? (
          <Link
            className="plain flex items-center gap-1.5"
            href={routes.execution(pipeline, s.live.execution)}
            prefetch={false}
          >
            <RevisionId plain revision={s.live} />
            <span className="text-xs text-faint">{age(s.live.at, at)} before</span>
          </Link>
        ) : (
          <div className="text-faint">Nothing yet</div>
        )}
        {s.live && <div className="text-xs text-muted truncate">{s.live.message}</div>}
      </div>
      {s.running.map((r) => (
        <div key={`${r.execution} ${r.since}`} className="action">
          <StatusLabel as="bare" status={r.asked ? WAITING : statusOf('InProgress')} />
          <div>
            <Link
              className="plain flex items-center gap-1.5"
              href={routes.execution(pipeline, r.execution)}
              prefetch={false}
            >
              {r.revision ? (
                <>
                  <RevisionId plain revision={r.revision} />
                  <span className="text-xs text-muted truncate">{r.revision.message}</span>
                </>
              ) : (
                <code>{r.execution.slice(0, 8)}</code>
              )}
            </Link>
          </div>
        </div>
      ))}
    </section>
  );
}

/** Goes from change to change through the pipeline's history. */
function Scrubber({ data, onAt }: { data: Data; onAt: (at: number | undefined) => void }) {
  const { zone, moment, name } = useZone();
  const earlier = data.moments.find((m) => m < data.at);
  const later = [...data.moments].reverse().find((m) => m > data.at);
  const steps = [...data.moments].reverse();
  const index = Math.max(
    0,
    steps.findLastIndex((m) => m <= data.at),
  );
  return (
    <div className="scrubber">
      <Button
        size="small"
        disabledReason={earlier === undefined ? 'history begins here' : undefined}
        onClick={() => onAt(earlier)}
      >
        <Icon name="undo" small />
        Change before
      </Button>
      <input
        type="range"
        min={0}
        max={Math.max(0, steps.length - 1)}
        value={index}
        aria-label="Moment"
        aria-valuetext={moment(data.at)}
        onChange={(e) => onAt(steps[Number(e.target.value)])}
      />
      <Button
        size="small"
        disabledReason={later === undefined ? 'nothing has changed since' : undefined}
        onClick={() => onAt(later)}
      >
        Change after
      </Button>
      <label>
        <span className="sr-only">Date and time, {name(data.at)}</span>
        <input
          type="datetime-local"
          step={1}
          className="input"
          value={inputText(data.at, zone)}
          onChange={(e) => {
            const t = inputTime(e.target.value, zone);
            if (!Number.isNaN(t)) onAt(t);
          }}
        />
      </label>
      <Button size="small" variant="primary" onClick={() => onAt(undefined)}>
        Back to the present
      </Button>
    </div>
  );
}

/** The pipeline as it was: what each stage held then, and what was under way. Nothing can be changed from here. */
export function Past({
  pipeline,
  at,
  onAt,
}: {
  pipeline: string;
  at: number;
  onAt: (at: number | undefined) => void;
}) {
  const { moment } = useZone();
  const past = useOnce('past', [pipeline, String(at)]);
  return (
    <section className="mb-5" aria-label="History">
      <p className="note k-sup">
        <Icon name="clock" />
        <span>
          <b>History {moment(at)}.</b> Reconstructed from the executions, with the pipeline&apos;s
          current stages. AWS does not keep past transitions and conditions.
        </span>
      </p>
      <TopicView topic={past} loading={<Loading rows={2} />}>
        {(data) => (
          <>
            <Scrubber data={data} onAt={onAt} />
            {at < data.from && (
              <p className="text-muted my-2">History begins {moment(data.from)}.</p>
            )}
            <div className="stages">
              {data.stages.map((s) => (
                <Stage key={s.name} stage={s} pipeline={pipeline} at={data.at} />
              ))}
            </div>
          </>
        )}
      </TopicView>
    </section>
  );
}
