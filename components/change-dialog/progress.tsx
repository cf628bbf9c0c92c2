'use client';
import Link from 'next/link';
import { useTopic } from '@/lib/client/live/use-topic';
import type { ChangeDone } from '@/lib/domain/changes/change';
import { isOver } from '@/lib/domain/status';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { StatusLabel } from '@/components/status/status-label';
import { Duration } from '@/components/ui/time';

type Watch = NonNullable<ChangeDone['watch']>;

/** The way back from what was started; what is over cannot be stopped any more. */
export function StopButton({ watch, onPress }: { watch: Watch; onPress: () => void }) {
  const { data } = useTopic('pipeline', [watch.pipeline]);
  const execution = data?.executions.find((e) => e.id === watch.executionId);
  if (execution && isOver(execution.status)) return null;
  return <ReverseButton label="Stop it…" onPress={onPress} />;
}

export const ReverseButton = ({ label, onPress }: { label: string; onPress: () => void }) => (
  <Button size="large" onClick={onPress}>
    <Icon name="undo" small />
    {label}
  </Button>
);

/** How it goes, live, until it is over. */
export function Progress({ watch }: { watch: Watch }) {
  const { data } = useTopic('pipeline', [watch.pipeline]);
  const execution = data?.executions.find((e) => e.id === watch.executionId);
  const stage = data?.stages.find((s) => s.name === watch.stage);
  const at = stage?.actions.find((a) => a.href && a.startedAt);
  if (!execution)
    return (
      <p className="text-muted" role="status">
        Started.
      </p>
    );
  const over = isOver(execution.status);
  return (
    <div className={`watch k-${execution.status.key}`} role="status">
      <StatusLabel
        status={execution.status}
        word={
          over
            ? execution.status.word
            : `${execution.status.word}${execution.where ? `, ${execution.where}` : ''}`
        }
      />
      <span className="text-faint text-xs">
        <Duration from={watch.at} to={over ? Math.max(watch.at, execution.updatedAt) : undefined} />
      </span>
      {at?.href && watch.stage && (
        <Link className="btn small" href={at.href} prefetch={false}>
          Log
        </Link>
      )}
      {!over && <span className="watch-bar" aria-hidden="true" />}
      {execution.summary && <p className="text-xs w-full">{execution.summary}</p>}
    </div>
  );
}
