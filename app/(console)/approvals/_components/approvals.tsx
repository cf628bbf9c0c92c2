'use client';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useTopic } from '@/lib/client/live/use-topic';
import {
  approvalId,
  noneDecided,
  waitingWords,
  type Approvals as Data,
} from '@/lib/domain/approval';
import { routes } from '@/lib/routes';
import { Kbd } from '@/components/ui/kbd';
import { LiveMark } from '@/components/ui/live-mark';
import { PageHead } from '@/components/ui/page-head';
import { Empty, Loading, ReadProblem } from '@/components/ui/states';
import { Segmented } from '@/components/ui/segmented';
import { NotRead } from '@/components/ui/not-read';
import { ApprovalCard } from './card';
import { Decided } from './decided';
import { useReview } from './use-review';

/** The inbox: what waits for a person, over all pipelines; the first card is open. */
export function Approvals({ initial }: { initial: Data | undefined }) {
  const { data, error, readAt, retry } = useTopic('approvals', [], initial);
  const query = useSearchParams();
  const tab = query.get('show') === 'decided' ? 'decided' : 'waiting';
  const n = data?.waiting.length ?? 0;
  const at = useReview(tab === 'waiting' ? (data?.waiting ?? []) : []);
  const choose = (next: string): void =>
    window.history.replaceState(
      {},
      '',
      next === 'decided' ? `${routes.approvals}?show=decided` : routes.approvals,
    );
  return (
    <>
      <PageHead
        title="Approvals"
        meta={
          <>
            {data && <span>{waitingWords(n, data.unreadable.length + data.coming)}</span>}
            <LiveMark readAt={readAt} failed={Boolean(error)} />
          </>
        }
        actions={
          <Segmented
            label="Which approvals"
            value={tab}
            onChange={choose}
            options={[
              ['waiting', <>Waiting{n > 0 && <span className="count">{n}</span>}</>],
              ['decided', 'Decided'],
            ]}
          />
        }
      />
      {error && <ReadProblem error={error} old={Boolean(data)} retry={retry} />}
      {!data && !error && <Loading />}
      {data && <NotRead coming={data.coming} unreadable={data.unreadable} />}
      {data && tab === 'waiting' && !n && (
        <Empty title={waitingWords(0, data.unreadable.length + data.coming)}>
          <p>Releases that need approval appear here, with what would change.</p>
          <Link className="btn" href={routes.board}>
            Go to the board
          </Link>
        </Empty>
      )}
      {data &&
        tab === 'waiting' &&
        data.waiting.map((a, i) => (
          <ApprovalCard
            key={`${a.pipeline} ${approvalId(a)}`}
            approval={a}
            first={i === 0}
            current={i === at}
          />
        ))}
      {data && tab === 'waiting' && n > 1 && (
        <p className="text-xs text-faint phone-off flex gap-3 mt-2">
          <span>
            <Kbd>j</Kbd> <Kbd>k</Kbd> next, previous
          </span>
          <span>
            <Kbd>a</Kbd> approve…
          </span>
          <span>
            <Kbd>x</Kbd> reject…
          </span>
          <span>Each key opens the dialog. None of them decides.</span>
        </p>
      )}
      {data && data.decided.length > 0 && (
        <Decided decided={tab === 'decided' ? data.decided : data.decided.slice(0, 5)} />
      )}
      {data && tab === 'decided' && !data.decided.length && (
        <Empty title={noneDecided(data.unreadable.length + data.coming)}>
          <p>Approvals and rejections appear here, with who decided and why.</p>
        </Empty>
      )}
    </>
  );
}
