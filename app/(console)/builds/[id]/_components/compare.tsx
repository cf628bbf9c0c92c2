'use client';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useZone } from '@/lib/client/zone';
import { useOnce, useTopic } from '@/lib/client/live/use-topic';
import type { BuildView } from '@/lib/domain/views';
import { Dialog } from '@/components/ui/dialog';
import { Empty, Loading } from '@/components/ui/states';
import { TopicView } from '@/components/ui/topic-view';

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
  const builds = useTopic('builds', []);
  const isOther = (b: BuildView): boolean => b.project === project && b.id !== id && b.over;
  return (
    <Dialog
      open
      onClose={onClose}
      wide
      title={`Compare the log of build ${number}`}
      subtitle="Red: only in the other log. Green: only in this one. IDs, times and numbers are ignored."
    >
      <div className="dialog-body">
        <TopicView topic={builds} empty={({ rows }) => !rows.some(isOther) && NO_OTHER}>
          {({ rows }) => (
            <Comparison id={id} others={rows.filter(isOther).slice(0, SHOWN)} first={first} />
          )}
        </TopicView>
      </div>
    </Dialog>
  );
}

const NO_OTHER = (
  <Empty title="No other build">
    <p>This project has no other finished build.</p>
  </Empty>
);

function Comparison({
  id,
  others,
  first,
}: {
  id: string;
  others: readonly BuildView[];
  first: string | undefined;
}) {
  const [chosen, setChosen] = useState(first);
  const { moment } = useZone();
  const other = chosen ?? others[0]?.id;
  return (
    <>
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
      {other !== undefined && <Difference key={other} before={other} after={id} />}
    </>
  );
}

function Difference({ before, after }: { before: string; after: string }) {
  const difference = useOnce('log-diff', [before, after]);
  return (
    <TopicView topic={difference} empty={(d) => d.same && SAME} loading={<Loading rows={6} />}>
      {(d) => (
        <>
          {d.why && <p className="note k-unk">{d.why}</p>}
          {d.patch && (
            <div className="log-diff" tabIndex={0} role="region" aria-label="Difference">
              <Patch text={d.patch} />
            </div>
          )}
        </>
      )}
    </TopicView>
  );
}

const SAME = (
  <Empty title="The logs match">
    <p>Apart from IDs, times and numbers, both logs have the same lines.</p>
  </Empty>
);
