'use client';
import { shortRevision } from '@/lib/domain/commits/revision';
import Link from 'next/link';
import { useOnce } from '@/lib/client/live/use-topic';
import { useAddressState } from '@/lib/client/address-state';
import { useZone } from '@/lib/client/zone';
import type { ExecutionDetail } from '@/lib/domain/executions/execution';
import { routes } from '@/lib/routes';
import { TestsChange } from '@/components/test-report/change';
import { ComparisonPanel } from '@/components/diff/comparison';
import { StatusLabel } from '@/components/status/status-label';
import { Copy } from '@/components/ui/copy';
import { RevisionId } from '@/components/ui/revision-id';
import { OutLink } from '@/components/ui/out-link';
import { Empty } from '@/components/ui/states';
import { RelativeTime } from '@/components/ui/time';

/** The revisions it took, and what differs between it and another execution. */
export function Revisions({ execution: e }: { execution: ExecutionDetail }) {
  const [other, setOther] = useAddressState('with');
  const { moment } = useZone();
  const with_ = e.others.find((o) => o.id === other);
  // One that is too old to be listed can be named by its address.
  const from = with_?.id ?? (other || undefined);
  return (
    <div className="grid gap-3">
      {!e.revisions.length && (
        <Empty title={e.over ? 'No revision' : 'No revision yet'}>
          <p>
            {e.over
              ? 'No source action of this execution succeeded.'
              : 'It appears once the source action has finished.'}
          </p>
        </Empty>
      )}
      {e.revisions.length > 0 && (
        <ul className="card rows">
          {e.revisions.map((r) => (
            <li key={r.name}>
              <b className="font-medium">{r.name}</b>
              <RevisionId revision={r} copy />
              <span className="truncate flex-1">{r.message}</span>
              {r.url && <OutLink href={r.url} label="Open" about={r.name} />}
              {r.at !== undefined && (
                <span className="text-xs text-faint">
                  <RelativeTime at={r.at} suffix=" ago" />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      <section className="card p-4 grid gap-3" aria-label="Compare">
        <h2>Compare with another execution</h2>
        <label className="field">
          <span className="sr-only">The other execution</span>
          <select
            className="input"
            value={from ?? ''}
            onChange={(x) => setOther(x.target.value)}
            disabled={!e.others.length && from === undefined}
          >
            <option value="">
              {e.others.length ? 'Choose one' : 'No other execution has a revision'}
            </option>
            {from !== undefined && !with_ && <option value={from}>Execution {from}</option>}
            {e.others.map((o) => (
              <option key={o.id} value={o.id}>
                {shortRevision(o.revision)} {o.revision?.message.slice(0, 60)} ({o.status.word},{' '}
                {moment(o.startedAt)})
              </option>
            ))}
          </select>
        </label>
        <TestsOf pipeline={e.pipeline} from={from ?? '-'} to={e.id} />
        {from !== undefined && (
          <>
            <p className="text-xs text-muted flex flex-wrap items-center gap-2">
              From{' '}
              <Link href={routes.execution(e.pipeline, from)} prefetch={false}>
                {with_?.revision ? (
                  <RevisionId plain revision={with_.revision} />
                ) : (
                  from.slice(0, 8)
                )}
              </Link>{' '}
              {with_ && <StatusLabel status={with_.status} />} to this one,{' '}
              {e.revision ? <RevisionId revision={e.revision} /> : e.id.slice(0, 8)}{' '}
              <StatusLabel status={e.status} />
            </p>
            <ComparisonPanel
              key={from}
              pipeline={e.pipeline}
              from={from}
              to={e.id}
              word="Gained"
              open
            />
          </>
        )}
      </section>
    </div>
  );
}

/** The tests of this execution; with another chosen, what became of them since. */
function TestsOf({ pipeline, from, to }: { pipeline: string; from: string; to: string }) {
  const { data } = useOnce('tests', [pipeline, from, to]);
  return data?.candidate || data?.unread !== undefined ? (
    <section aria-label="Tests">
      <h3 className="label mb-1">Tests</h3>
      <TestsChange tests={data} />
    </section>
  ) : null;
}

export function Variables({ execution: e }: { execution: ExecutionDetail }) {
  if (!e.variables.length)
    return (
      <Empty title="No variables">
        <p>
          Pipeline variables and the variables its actions export appear here, with this
          execution&apos;s values.
        </p>
      </Empty>
    );
  return (
    <div className="card">
      <table className="table">
        <thead>
          <tr>
            <th>Variable</th>
            <th>Value</th>
            <th>From</th>
          </tr>
        </thead>
        <tbody>
          {e.variables.map((v) => (
            <tr key={`${v.from} ${v.name}`}>
              <td>
                <code>{v.name}</code>
              </td>
              <td>
                <span className="flex items-center gap-1 min-w-0">
                  <code className="truncate max-w-[60ch]" title={v.value}>
                    {v.value || <span className="text-faint">empty</span>}
                  </code>
                  {v.value && <Copy text={v.value} label={`Copy ${v.name}`} />}
                </span>
              </td>
              <td className="text-muted">{v.from}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
