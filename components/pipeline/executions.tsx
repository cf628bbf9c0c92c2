import type { ExecutionView } from '@/lib/domain/views';
import { StatusLabel } from '@/components/status/status-label';
import { Age, Took } from '@/components/ui/time';
import { isOver } from '@/lib/domain/status';

const short = (sha: string): string => sha.slice(0, 7);

/** An execution is named by its commit, message and start: CodePipeline has no numbers. */
export function ExecutionTable({ executions }: { executions: readonly ExecutionView[] }) {
  return (
    <div className="card">
      <table className="table">
        <thead><tr><th>Status</th><th>Revision</th><th>Trigger</th><th className="num">Started</th><th className="num">Duration</th></tr></thead>
        <tbody>
          {executions.map((e) => (
            <tr key={e.id}>
              <td><StatusLabel status={e.status} word={isOver(e.status) || !e.where ? e.status.word : `${e.status.word}, ${e.where}`} />{e.summary && <div className="t12 second max-w-[48ch] cut" title={e.summary}>{e.summary}</div>}</td>
              <td><span className="flex items-center gap-1.5 min-w-0">{e.revision ? <><span className="sha">{short(e.revision.sha)}</span><span className="cut max-w-[48ch]">{e.revision.message}</span></> : <span className="dim">no revision yet</span>}</span></td>
              <td className="second phone-off">{e.trigger}</td>
              <td className="num second"><Age at={e.startedAt} suffix=" ago" /></td>
              <td className="num phone-off"><Took from={e.startedAt} to={isOver(e.status) ? e.updatedAt : undefined} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
