'use client';
import dynamic from 'next/dynamic';
import { useOnce } from '@/lib/client/live/use-topic';
import type { BuildRef } from '@/lib/domain/build-detail';
import { Dialog } from '@/components/ui/dialog';
import { Empty, Loading, ReadProblem } from '@/components/ui/states';

const Patch = dynamic(() => import('@/components/diff/patch').then((m) => m.Patch), { loading: () => <Loading rows={4} /> });

interface Props { readonly id: string; readonly number: number; readonly other: BuildRef; readonly onClose: () => void }

/** What this log says that the other does not; ids, times and numbers are no difference. */
export function CompareLogs({ id, number, other, onClose }: Props) {
  const { data, error, retry } = useOnce('log-diff', [other.id, id]);
  return (
    <Dialog open onClose={onClose} wide title={`Log of build ${number} beside build ${other.number}`} subtitle="Red: only in the older. Green: only in this one. Lines that differ in ids, times or numbers alone are taken for the same."><div className="dialog-body">
      {error && <ReadProblem error={error} old={false} once retry={retry} />}
      {!data && !error && <Loading rows={6} />}
      {data?.why && <p className="note k-unk">{data.why}</p>}
      {data?.same && <Empty title="They say the same"><p>But for ids, times and numbers both logs have the same lines.</p></Empty>}
      {data && !data.same && data.patch && <div className="log-diff" tabIndex={0} role="region" aria-label="Difference"><Patch text={data.patch} /></div>}
    </div></Dialog>
  );
}
