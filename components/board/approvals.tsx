'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { boardQuery } from '@/lib/client/queries/views';
import { needsPerson } from '@/lib/domain/status';
import type { Board } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { PageHead } from '@/components/ui/page-head';
import { Empty, Loading, ReadProblem } from '@/components/ui/states';
import { AttentionStrip } from './attention';

/** What waits for a person, read-only for now. */
export function Approvals({ initial }: { initial: Board | undefined }) {
  const { data, error } = useQuery({ ...boardQuery(), ...(initial ? { initialData: initial } : {}) });
  const waiting = data?.attention.filter((a) => needsPerson(a.status)) ?? [];
  return (
    <>
      <PageHead title="Approvals" />
      {error && <ReadProblem message={error.message} old={Boolean(data)} />}
      {!data && !error && <Loading />}
      {data && !waiting.length && <Empty title="Nothing waits for you"><p>When a release needs a person&apos;s word before an environment, it stands here.</p><Link className="btn" href={routes.board}>Go to the board</Link></Empty>}
      {waiting.length > 0 && <><AttentionStrip items={waiting} /><p className="second">Approving on this page comes with the next release. Until then: <code className="cmd">aws codepipeline put-approval-result</code></p></>}
    </>
  );
}
