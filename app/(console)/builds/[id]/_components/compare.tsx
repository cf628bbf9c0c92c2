'use client';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useZone } from '@/lib/client/zone';
import { useOnce, useTopic } from '@/lib/client/live/use-topic';
import { Dialog } from '@/components/ui/dialog';
import { Empty, Loading, ReadProblem } from '@/components/ui/states';

const Patch = dynamic(() => import('@/components/diff/patch').then((m) => m.Patch), {
  loading: () => <Loading rows={4} />,
});

interface Props {
  readonly id: string;
  readonly number: number;
  readonly project: string;
  /** Compared first: the last green one. */ readonly first: string | undefined;
  readonly onClose: () => void;
}

const SHOWN = 100;

/** What this log says that another of its project does not; ids, times and numbers are no difference. */
export function CompareLogs({ id, number, project, first, onClose }: Props) {
  const others = (useTopic('builds', []).data ?? [])
    .filter((b) => b.project === project && b.id !== id && b.over)
    .slice(0, SHOWN);
  const [chosen, setChosen] = useState(first);
  const { moment } = useZone();
  const other = chosen ?? others[0]?.id;
  return (
    <Dialog
      open
      onClose={onClose}
      wide
      title={`Compare the log of build ${number}`}
      subtitle="Red: only in the other log. Green: only in this one. IDs, times and numbers are ignored."
    >
      <div className="dialog-body">
        <label className="field p-4">
          <span className="field-label">The other build</span>
          <select className="input" value={other ?? ''} onChange={(e) => setChosen(e.target.value)}>
            {others.map((b) => (
              <option
                key={b.id}
                value={b.id}
              >{`Build ${b.number}: ${b.status.word}, ${moment(b.startedAt)}`}</option>
            ))}
          </select>
        </label>
        {other === undefined ? (
          <Empty title="No other build">
            <p>This project has no other finished build.</p>
          </Empty>
        ) : (
          <Difference key={other} before={other} after={id} />
        )}
      </div>
    </Dialog>
  );
}

function Difference({ before, after }: { before: string; after: string }) {
  const { data, error, retry } = useOnce('log-diff', [before, after]);
  return (
    <>
      {error && <ReadProblem error={error} old={false} once retry={retry} />}
      {!data && !error && <Loading rows={6} />}
      {data?.why && <p className="note k-unk">{data.why}</p>}
      {data?.same && (
        <Empty title="The logs match">
          <p>Apart from IDs, times and numbers, both logs have the same lines.</p>
        </Empty>
      )}
      {data && !data.same && data.patch && (
        <div className="log-diff" tabIndex={0} role="region" aria-label="Difference">
          <Patch text={data.patch} />
        </div>
      )}
    </>
  );
}
