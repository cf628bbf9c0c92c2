'use client';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useEnclosed, useTopic } from '@/lib/client/live/use-topic';
import {
  approvalId,
  noneDecided,
  waitingWords,
  type Approvals as Data,
} from '@/lib/domain/approvals/approval';
import type { Enclosed } from '@/lib/domain/live/enclosed';
import { useSettled } from '@/lib/client/settled';
import { routes } from '@/lib/routes';
import { Kbd } from '@/components/ui/kbd';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { PageHead } from '@/components/ui/page-head';
import { Empty } from '@/components/ui/states';
import { Segmented } from '@/components/ui/segmented';
import { NotRead } from '@/components/ui/not-read';
import { LoadingLog } from '@/components/ui/skeletons';
import { TopicView } from '@/components/ui/topic-view';
import { ApprovalCard } from './card';
import { Decided } from './decided';
import { useReview } from './use-review';

const notRead = (data: Data): number => data.unreadable.length + data.coming;

/** The keys of the inbox, where there is more than one card to go through. */
function KeyHint() {
  return (
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
  );
}

function Waiting({
  data,
  current,
  isSettled,
}: {
  data: Data;
  current: number;
  /** What the first card reads is there: what stands below it is drawn where it stays. */
  isSettled: boolean;
}) {
  if (!data.waiting.length)
    return (
      <Empty title={waitingWords(0, notRead(data))}>
        <p>Releases that need approval appear here, with what would change.</p>
        <Link className="btn" href={routes.board}>
          Go to the board
        </Link>
      </Empty>
    );
  return (
    <>
      {data.waiting.slice(0, isSettled ? undefined : 1).map((a, i) => (
        <ApprovalCard
          key={`${a.pipeline} ${approvalId(a)}`}
          approval={a}
          first={i === 0}
          current={i === current}
          settling={!isSettled}
        />
      ))}
      {isSettled && data.waiting.length > 1 && <KeyHint />}
    </>
  );
}

function NoneDecided({ data }: { data: Data }) {
  return (
    <Empty title={noneDecided(notRead(data))}>
      <p>Approvals and rejections appear here, with who decided and why.</p>
    </Empty>
  );
}

const DECIDED_BELOW = 5;

/** The inbox: what waits for a person, over all pipelines; the first card is open. */
export function Approvals({
  initial,
  enclosed,
}: {
  initial: Data | undefined;
  /** What the first card reads, as it comes with the page. */
  enclosed: readonly Enclosed[];
}) {
  useEnclosed(enclosed);
  const approvals = useTopic('approvals', [], initial);
  const { data, error, readAt } = approvals;
  const isSettled = useSettled('.approval-body');
  const query = useSearchParams();
  const tab = query.get('show') === 'decided' ? 'decided' : 'waiting';
  const n = data?.waiting.length ?? 0;
  const current = useReview(tab === 'waiting' ? (data?.waiting ?? []) : []);
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
            {data && <span>{waitingWords(n, notRead(data))}</span>}
            <ConnectionIndicator readAt={readAt} failed={Boolean(error)} />
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
      <TopicView topic={approvals} loading={<LoadingLog steps={6} />}>
        {(all) => (
          <>
            <NotRead coming={all.coming} unreadable={all.unreadable} />
            {tab === 'waiting' && <Waiting data={all} current={current} isSettled={isSettled} />}
            {(isSettled || tab === 'decided') && all.decided.length > 0 && (
              <Decided
                decided={tab === 'decided' ? all.decided : all.decided.slice(0, DECIDED_BELOW)}
              />
            )}
            {tab === 'decided' && !all.decided.length && <NoneDecided data={all} />}
          </>
        )}
      </TopicView>
    </>
  );
}
