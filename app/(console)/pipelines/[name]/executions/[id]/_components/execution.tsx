'use client';
import { allOf, shortRevision } from '@/lib/domain/commits/revision';
import Link from 'next/link';
import { useAddressState } from '@/lib/client/address-state';
import { useTabSubject } from '@/lib/client/tab';
import { unlessGone, useTopic, type Read } from '@/lib/client/live/use-topic';
import type { FirstLines } from '@/lib/client/use-merged-log';
import type { ExecutionDetail } from '@/lib/domain/executions/execution';
import { SUBJECTS } from '@/lib/domain/tab';
import { approvalId, type WaitingApproval } from '@/lib/domain/approvals/approval';
import { routes } from '@/lib/routes';
import { ChangeButton } from '@/components/change-dialog/button';
import { EvidencePanel } from '@/components/evidence/lazy';
import { StatusLabel } from '@/components/status/status-label';
import { Avatar } from '@/components/ui/avatar';
import { Copyable } from '@/components/ui/copyable';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { PageHead } from '@/components/ui/page-head';
import { RevisionId } from '@/components/ui/revision-id';
import { Tabs } from '@/components/ui/tabs';
import { RelativeTime, WorkDuration } from '@/components/ui/time';
import { LoadingLog, LoadingMeta } from '@/components/ui/skeletons';
import { TopicView } from '@/components/ui/topic-view';
import { Artifacts } from './artifacts';
import { Revisions, Variables } from './facts';
import { ExecutionLog } from './log';
import { LookedAt } from './step-panel';
import { Waterfall } from './waterfall';

const gateWords = ({ stage, action }: WaitingApproval): string => `${stage}, ${action}`;

function Actions({ e }: { e: ExecutionDetail }) {
  return (
    <>
      {e.waits.map((w) => (
        <Link
          key={gateWords(w)}
          className="btn primary"
          href={`${routes.approvals}#${encodeURIComponent(approvalId(w))}`}
          prefetch={false}
        >
          Review{e.waits.length > 1 ? ` ${gateWords(w)}` : ''}…
        </Link>
      ))}
      {e.retry !== undefined && (
        <ChangeButton
          change={{ kind: 'retry', pipeline: e.pipeline, stage: e.retry, execution: e.id }}
        >
          <Icon name="retry" small />
          Retry…
        </ChangeButton>
      )}
      {e.deployedTo !== undefined && e.over && e.rollbackOf === undefined && (
        <ChangeButton
          change={{ kind: 'rollback', pipeline: e.pipeline, stage: e.deployedTo, execution: e.id }}
        >
          <Icon name="undo" small />
          Roll {e.deployedTo} back to this release…
        </ChangeButton>
      )}
      {e.over ? (
        <ChangeButton
          change={{ kind: 'release', pipeline: e.pipeline, execution: e.id }}
          disabledReason={e.revision ? undefined : 'it had no commit'}
        >
          <Icon name="play" small />
          Release again…
        </ChangeButton>
      ) : (
        <ChangeButton change={{ kind: 'stop', pipeline: e.pipeline, execution: e.id }}>
          <Icon name="stop" small />
          Stop…
        </ChangeButton>
      )}
    </>
  );
}

interface HeadProps {
  readonly pipeline: string;
  readonly topic: Read<ExecutionDetail>;
}

function ExecutionHead({ pipeline, topic }: HeadProps) {
  const { data: e, error, readAt } = topic;
  const crumbs = [
    ['Board', routes.board],
    [pipeline, routes.project(pipeline)],
    ['Pipeline', routes.pipeline(pipeline)],
  ] as const;
  if (!e) return <PageHead crumbs={crumbs} title="Execution" meta={<LoadingMeta />} />;
  return (
    <PageHead
      crumbs={crumbs}
      aws={{ kind: 'execution', pipeline: e.pipeline, id: e.id }}
      title={e.revision?.message || 'Execution'}
      here={e.revision ? `Execution of ${shortRevision(e.revision)}` : 'Execution'}
      after={<StatusLabel as="pill" status={e.status} />}
      actions={<Actions e={e} />}
      meta={
        <>
          {allOf(e.revision).map((r, i) => (
            <RevisionId
              key={r.source ?? r.sha}
              // Each stands for itself here: none has others beside it.
              revision={{ ...r, others: undefined }}
              copy
              strong={i === 0}
            />
          ))}
          {e.branch && (
            <span>
              <Icon name="branch" small />
              {e.branch}
            </span>
          )}
          {e.author && (
            <span>
              <Avatar name={e.author} />
              {e.author}
            </span>
          )}
          <span>
            {e.trigger} <RelativeTime at={e.startedAt} suffix=" ago" />
          </span>
          <span>
            <Icon name="clock" small />
            <WorkDuration spent={e.spent} />
          </span>
          <span>Pipeline version {e.version}</span>
          <span>
            <Copyable text={e.id} short={e.id.slice(0, 8)} what="the execution ID" />
          </span>
          <ConnectionIndicator readAt={e.over ? 0 : readAt} failed={Boolean(error)} />
        </>
      }
    />
  );
}

/** What is said of the whole: a rollback, what was not read, why it failed, its reason. */
function Notes({ execution: e }: { execution: ExecutionDetail }) {
  const refused = e.steps.findLast((s) => s.person && s.depth > 0 && s.status.key === 'fail');
  return (
    <>
      {e.rollbackOf !== undefined && (
        <p className="note k-sup">
          <Icon name="undo" />
          <span>
            A rollback: it deployed again what{' '}
            <Link
              className="underline"
              href={routes.execution(e.pipeline, e.rollbackOf)}
              prefetch={false}
            >
              an earlier execution
            </Link>{' '}
            had built.{e.note && ` “${e.note}”`}
          </span>
        </p>
      )}
      {e.unread && (
        <p className="note k-unk">
          <Icon name="info" />
          <span>{e.unread}</span>
        </p>
      )}
      {e.summary && (
        <div className="note k-fail">
          <StatusIcon status="fail" />
          <div>
            <b>{refused ? `${refused.status.word} at ${refused.label}.` : 'It failed.'}</b>{' '}
            <span className="[overflow-wrap:anywhere]">{refused?.note ?? e.summary}</span>
          </div>
        </div>
      )}
      {e.note && e.rollbackOf === undefined && (
        <p className="note">
          <Icon name="info" />
          <span>“{e.note}”</span>
        </p>
      )}
    </>
  );
}

/** What was, or is, to be read before each approval of it. */
function Approvals({ execution: e }: { execution: ExecutionDetail }) {
  return e.approvals.map(({ stage, action }) => (
    <section key={`${stage}/${action}`} className="card mb-3" aria-label={`${stage}, ${action}`}>
      <header className="card-head">
        <h2>
          {stage} <span className="font-normal text-faint">{action}</span>
        </h2>
      </header>
      <div className="p-4">
        <EvidencePanel pipeline={e.pipeline} approval={{ stage, action, execution: e.id }} open />
      </div>
    </section>
  ));
}

/** Its parts: the timeline over its log, revisions, variables, artifacts. */
function Parts({ execution: e, lines }: { execution: ExecutionDetail; lines: FirstLines }) {
  const [tab, setTab] = useAddressState('tab');
  const [chosen, choose] = useAddressState('step');
  const step = e.steps.some((s) => s.key === chosen) ? chosen : '';
  const tabs = [
    ['', 'Timeline', undefined],
    ['revisions', 'Revisions', e.revisions.length],
    ['variables', 'Variables', e.variables.length],
    ['artifacts', 'Artifacts', e.artifacts.length],
    ...(e.approvals.length ? ([['evidence', 'Evidence', undefined]] as const) : []),
  ] as const;
  const shown = tabs.find(([key]) => key === tab)?.[0] ?? '';
  return (
    <>
      <Tabs label="Parts of this execution" value={shown} onChange={setTab} tabs={tabs} />
      {shown === '' && (
        <>
          <Waterfall execution={e} chosen={step} onChoose={choose} />
          <LookedAt execution={e} chosen={step} />
          <ExecutionLog execution={e} lines={lines} chosen={step} onWhole={() => choose('')} />
        </>
      )}
      {shown === 'revisions' && <Revisions execution={e} />}
      {shown === 'variables' && <Variables execution={e} />}
      {shown === 'artifacts' && <Artifacts execution={e} />}
      {shown === 'evidence' && <Approvals execution={e} />}
    </>
  );
}

/** What happened to one change, from its commit to the last hook on the last target. */
export function Execution({
  pipeline,
  id,
  initial,
  lines,
}: {
  pipeline: string;
  id: string;
  initial?: ExecutionDetail;
  lines: FirstLines;
}) {
  const execution = unlessGone(useTopic('execution', [pipeline, id], initial));
  const { data: known } = execution;
  useTabSubject(known && SUBJECTS.execution(known));
  return (
    <>
      <ExecutionHead pipeline={pipeline} topic={execution} />
      <TopicView topic={execution} loading={<LoadingLog steps={8} />}>
        {(e) => (
          <>
            <Notes execution={e} />
            <Parts execution={e} lines={lines} />
          </>
        )}
      </TopicView>
    </>
  );
}
