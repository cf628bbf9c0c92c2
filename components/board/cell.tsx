import Link from 'next/link';
import { isFailure, isGood, isMoving } from '@/lib/domain/status';
import type { BoardCell } from '@/lib/domain/views';
import { StatusIcon, Icon } from '@/components/ui/icon';
import { StatusLabel } from '@/components/status/status-label';
import { Age } from '@/components/ui/time';

const short = (sha: string): string => sha.slice(0, 7);

/** What is live in a stage, and under it what is on its way or what went wrong. */
export function Cell({ cell }: { cell: BoardCell }) {
  const { live, next, status } = cell;
  const failed = isFailure(status);
  return (
    <Link className="cell" href={cell.href} prefetch={false}>
      <span className="stage-name">{cell.stage}</span>
      <span className="first">
        <StatusLabel as="bare" quiet status={failed && cell.kind !== 'deploy' ? status : live ? { key: 'ok', word: live.word } : status} />
        {failed && cell.kind !== 'deploy' && next ? <span className="sha">{short(next.sha)}</span> : live ? <span className="sha">{short(live.sha)}</span> : <span className="dim t12">{next ? 'Nothing yet' : status.word}</span>}
        {failed && cell.kind !== 'deploy' && next ? <span className="when bad">Failed <Age at={next.since} /></span> : live && <span className="when">{live.word} <Age at={live.at} /></span>}
      </span>
      {next && !(failed && cell.kind !== 'deploy')
        ? <span className={`below coming k-${next.status.key}`}><Icon name="arrow" small /><span className="sha">{short(next.sha)}</span><StatusIcon status={next.status.key} small /><span className="cut">{next.status.word}</span></span>
        : <span className="below cut">{failed ? cell.problem : live?.message}</span>}
      {next && isMoving(next.status) && <span className="progress k-run" aria-hidden="true" />}
      {!live && !next && isGood(status) && <span className="sr-only">{status.word}</span>}
    </Link>
  );
}
