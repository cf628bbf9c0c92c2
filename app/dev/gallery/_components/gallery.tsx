'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ReadError } from '@/lib/client/fetch-json';
import { readKey } from '@/lib/client/queries/topic';
import { layoutOf } from '@/lib/domain/board/board-layout';
import { byTag } from '@/lib/domain/board/board-order';
import type { Attention } from '@/lib/domain/views';
import { topic } from '@/lib/domain/live/topics';
import { ApprovalCard } from '@/app/(console)/approvals/_components/card';
import { ComparisonPanel } from '@/components/diff/comparison';
import { Decided } from '@/app/(console)/approvals/_components/decided';
import { AttentionStrip, Card } from '@/app/(console)/_components/attention';
import { BoardLoading } from '@/app/(console)/_components/board-loading';
import { ByTag } from '@/app/(console)/_components/by-tag';
import { Row } from '@/app/(console)/_components/row';
import { LifecycleGrid } from '@/app/(console)/deployments/[id]/_components/grid';
import { ActionFactsView } from '@/app/(console)/pipelines/[name]/executions/[id]/_components/action-facts';
import { StepPanel } from '@/app/(console)/pipelines/[name]/executions/[id]/_components/step-panel';
import { Waterfall } from '@/app/(console)/pipelines/[name]/executions/[id]/_components/waterfall';
import { HookLog } from '@/app/(console)/deployments/[id]/_components/hook-log';
import { arraySource } from '@/lib/client/log/array-source';
import { LogView } from '@/components/log-viewer/log-view';
import { ExecutionTable } from '@/app/(console)/pipelines/[name]/_components/executions';
import { ParallelExecutions } from '@/app/(console)/pipelines/[name]/_components/parallel-executions';
import { Stage } from '@/app/(console)/pipelines/[name]/_components/stage';
import { Empty, Loading, ReadProblem } from '@/components/ui/states';
import { BuildStates } from './build-states';
import { ChangeStates } from './change-states';
import { Controls } from './controls';
import { DeploymentCardStates, EnvironmentStates } from './deployment-states';
import { EvidenceStates } from './evidence-states';
import { NOTHING } from './evidence-fixtures';
import { InsightsStates } from './insights-states';
import { ProjectStates } from './project-states';
import * as f from './fixtures';
import { ListStates } from './list-states';
import { Section } from './section';
import { StartStates } from './start-states';
import { TrafficStates } from './traffic-states';
import { REROUTE, statusOf, WAITING } from '@/lib/domain/status';

const LAYOUT = layoutOf(f.ROWS);
const OWN_LAYOUT = layoutOf(f.OWN_ROWS);
const STRIP: readonly Attention[] = [
  {
    key: '1',
    status: WAITING,
    title: 'Approval',
    project: 'storefront-web',
    where: 'Production',
    detail: 'c81e5f0 replaces 9b03e7a',
    size: { gained: 3, lost: 0, files: 11, isSame: false },
    subject: 'Show delivery date in the cart summary',
    person: f.ADA,
    since: f.APPROVAL.since,
    href: '#',
    action: 'Review',
    approval: { stage: 'ApproveProduction', action: 'Approve', execution: 'e1' },
  },
  {
    key: '2',
    status: statusOf('Failed'),
    title: 'Build failed',
    project: 'payments-api',
    where: 'Build',
    detail: '1 of 6 tests failed: greets by name',
    person: f.ADA,
    since: f.APPROVAL.since,
    href: '#',
    action: 'Open log',
    retry: { stage: 'Build', execution: 'e4' },
  },
  {
    key: '3',
    status: statusOf('InProgress'),
    title: 'Deploying',
    project: 'orders-api',
    where: 'Production',
    detail: 'b6f0a37 Idempotency key on order create',
    running: { from: f.APPROVAL.since, usual: { ms: 100_000, of: 5 }, phase: '2 of 4 targets' },
    since: f.APPROVAL.since,
    href: '#',
    action: 'Watch',
  },
  {
    key: '4',
    status: REROUTE,
    title: REROUTE.word,
    project: 'orders-api',
    where: 'Production',
    detail: 'b6f0a37 Idempotency key on order create',
    subject: 'Stopped if nobody does within 60 min',
    since: f.APPROVAL.since,
    href: '#',
    action: 'Reroute…',
    reroute: { application: 'orders-api', group: 'production', deployment: 'd-B1UEGREEN' },
  },
];

/** An approval's size on its way, not to be had, and of a release that takes commits away. */
const SIZES: readonly Attention[] = (
  [
    'coming',
    { unread: 'starboard-viewer lacks codecommit:GetDifferences.' },
    { gained: 0, lost: 2, files: 4, isSame: false },
  ] as const
).map((size, i) => ({ ...(STRIP[0] as Attention), key: `size ${i}`, size }));

/** A cause that is longer than its room. */
const LONG: Attention = {
  ...(STRIP[1] as Attention),
  key: 'long',
  title: 'Production failed',
  where: 'Production',
  detail:
    'curl http://127.0.0.1:3000/health got 502 for 30 s: the application exited with 1 after “Error: connect ECONNREFUSED 10.0.12.7:5432, the database refused the connection”.',
};

function BoardStates() {
  return (
    <>
      <Section title="Attention cards">
        <AttentionStrip board={{ ...f.BOARD, attention: STRIP }} />
        <div className="attention-strip open">
          <ul className="attention">
            {[...SIZES, LONG].map((a) => (
              <Card key={a.key} item={a} />
            ))}
          </ul>
        </div>
        <AttentionStrip board={f.BOARD} />
      </Section>
      <Section title="Board">
        <div className="board" data-columns={4} style={{ ['--stages' as string]: 4 }}>
          {f.ROWS.map((r) => (
            <Row key={r.name} row={r} layout={LAYOUT} />
          ))}
        </div>
        <div className="board mt-4">
          {f.OWN_ROWS.map((r) => (
            <Row key={r.name} row={r} layout={OWN_LAYOUT} />
          ))}
        </div>
      </Section>
      <Section title="Board, by a tag">
        <ByTag tag="team" groups={byTag(f.TAGGED_ROWS, 'team')} layout={LAYOUT} />
      </Section>
      <Section title="Board, loading">
        <BoardLoading />
      </Section>
    </>
  );
}

function PipelineStates() {
  return (
    <>
      <Section title="Stages">
        <div className="stages">
          {f.STAGES.map((s) => (
            <Stage key={s.name} stage={s} pipeline="storefront-web" parallel={false} />
          ))}
        </div>
      </Section>
      <Section title="Stage with a condition, a queue and a closed way in">
        <div className="stages">
          <Stage stage={f.HELD} pipeline="storefront-web" parallel={false} />
        </div>
      </Section>
      <Section title="Side by side">
        <ParallelExecutions
          pipeline="storefront-web"
          executions={f.EXECUTIONS.slice(0, 1).map((execution) => ({
            execution,
            stages: f.STAGES,
          }))}
        />
        <ParallelExecutions pipeline="storefront-web" executions={[]} />
      </Section>
      <Section title="Executions">
        <ExecutionTable
          executions={f.EXECUTIONS}
          pipeline="storefront-web"
          lastStage="Production"
          retryable={new Map([['e4', 'Build']])}
          parallel={false}
        />
      </Section>
    </>
  );
}

function ApprovalStates() {
  return (
    <>
      <Section title="Approvals">
        <ApprovalCard approval={f.APPROVAL} first />
        <ApprovalCard
          approval={{
            ...f.APPROVAL,
            pipeline: 'catalog-api',
            execution: 'e-other',
            size: { gained: 5, lost: 0, files: 23, isSame: false },
          }}
          first={false}
        />
        <Decided decided={f.DECIDED} />
      </Section>
    </>
  );
}

function ComparisonStates() {
  return (
    <>
      <Section title="Comparisons: one not read whole, one of equals">
        <div className="card p-4 grid gap-3">
          <ComparisonPanel pipeline="storefront-web" from="e-old" to="e-live" word="Gained" open />
        </div>
        <div className="card p-4 grid gap-3 mt-3">
          <ComparisonPanel pipeline="storefront-web" from="e-live" to="e1" word="Gained" open />
        </div>
      </Section>
    </>
  );
}

function LogStates() {
  return (
    <>
      <Section title="Log">
        <LogView
          title="A failed build"
          source={arraySource({ lines: f.LOG, ended: true, title: 'Log' })}
        />
      </Section>
      <Section title="Log, running and empty">
        <LogView
          title="A build that begins"
          source={arraySource({
            lines: [],
            ended: false,
            problem: 'The dashboard does not answer.',
            title: 'Log',
          })}
        />
      </Section>
    </>
  );
}

function ExecutionStates() {
  return (
    <>
      <Section title="Timeline of an execution">
        <Waterfall execution={f.EXECUTION} chosen="" onChoose={() => undefined} />
      </Section>
      <Section title="What services say of their actions">
        <div className="grid gap-3">
          {f.ACTION_FACTS.map(({ step, facts }) => (
            <StepPanel key={step.key} step={step}>
              <ActionFactsView facts={facts} />
            </StepPanel>
          ))}
        </div>
      </Section>
    </>
  );
}

function DeploymentStates() {
  return (
    <>
      <Section title="Lifecycle">
        <LifecycleGrid
          deployment={f.DEPLOYMENT}
          target="i-09ae53"
          event="ApplicationStart"
          onChoose={() => undefined}
        />
        <div className="grid grid-cols-1 gap-3 mt-3">
          {[f.ECS_DEPLOYMENT, f.LAMBDA_DEPLOYMENT, f.WIDE_DEPLOYMENT].map((d) => (
            <LifecycleGrid
              key={d.id}
              deployment={d}
              target={undefined}
              event={undefined}
              onChoose={() => undefined}
            />
          ))}
        </div>
        {f.LAMBDA_DEPLOYMENT.targets.map((t) =>
          t.cells
            .slice(0, 2)
            .map((c) => (
              <HookLog
                key={c.event}
                deployment={f.LAMBDA_DEPLOYMENT.id}
                target={t}
                cell={c}
                onClose={() => undefined}
              />
            )),
        )}
      </Section>
    </>
  );
}

function EnvironmentSections() {
  return (
    <>
      <Section title="Deployment">
        <DeploymentCardStates />
      </Section>
      <Section title="Environment">
        <EnvironmentStates />
      </Section>
    </>
  );
}

function PageStates() {
  return (
    <>
      <Section title="Loading">
        <Loading rows={3} />
      </Section>
      <Section title="Empty">
        <Empty title="No deployments yet">
          <p>A deployment appears when a change reaches Staging.</p>
          <button type="button" className="btn primary">
            Release main…
          </button>
        </Empty>
      </Section>
      <Section title="Errors">
        <ReadProblem
          old={false}
          retry={() => undefined}
          error={
            new ReadError('denied', 'starboard-viewer lacks codedeploy:ListDeployments.', {
              action: 'codedeploy:ListDeployments',
              nextStep:
                'Allow codedeploy:ListDeployments in a policy of starboard-viewer. deploy/policies/view.json has it.',
            })
          }
        />
        <ReadProblem
          old={false}
          error={
            new ReadError(
              'denied',
              'starboard-viewer may not use codepipeline:ListPipelines: a service control policy denies it.',
              {
                nextStep:
                  "No policy in this account can change that. Ask whoever manages the organization's service control policies.",
              },
            )
          }
        />
        <ReadProblem
          old={false}
          error={
            new ReadError(
              'credentials',
              'Your AWS sign-in has expired. Sign in again; these pages then continue automatically.',
              { command: 'aws sso login --profile halden' },
            )
          }
        />
        <ReadProblem
          old={false}
          error={
            new ReadError(
              'credentials',
              'The profile halden wants a code of the MFA device GAHT12345678.',
              { mfa: 'GAHT12345678' },
            )
          }
        />
        <ReadProblem old error={new ReadError('throttled', 'AWS is throttling these calls.')} />
      </Section>
    </>
  );
}

const HOUR_MS = 3_600_000;

/** The states that read for themselves find their answers here. */
function useAnswers(): void {
  const client = useQueryClient();
  useState(() => {
    // Parts that come late find them fresh, and ask nobody: what is made up is not on the server.
    const options = { updatedAt: Date.now() + HOUR_MS };
    const answer = (text: string, data: unknown): void =>
      void client.setQueryData(readKey(text), data, options);
    answer(topic('compare', 'storefront-web', 'e-live', 'e-next'), f.COMPARISON);
    answer(topic('compare', 'storefront-web', 'e-old', 'e-live'), f.UNREAD);
    answer(topic('compare', 'storefront-web', 'e-live', 'e1'), f.EQUAL);
    for (const { stage, action, execution } of [
      f.APPROVAL,
      { ...f.APPROVAL, execution: 'e-other' },
    ])
      for (const pipeline of ['storefront-web', 'catalog-api'])
        answer(topic('evidence', pipeline, stage, action, execution), NOTHING);
    for (const { source, file } of f.COMPARISON.sources.flatMap((p) =>
      (p.files?.list ?? []).map((file) => ({ source: p.source, file })),
    ))
      answer(topic('file-diff', 'storefront-web', 'e-live', 'e-next', source, file.path), {
        path: file.path,
        ...(file.path.endsWith('.png')
          ? { why: 'A binary file: 1024 bytes before, 0 after.' }
          : { patch: f.PATCH }),
      });
  });
}

/** Every component in every state. What it shows is made up; what shows it is what the pages use. */
export function ComponentGallery() {
  useAnswers();
  return (
    <>
      <h1>Components and states</h1>
      <Controls />
      <BoardStates />
      <ListStates />
      <PipelineStates />
      <ApprovalStates />
      <ChangeStates />
      <EvidenceStates />
      <ComparisonStates />
      <Section title="Build">
        <BuildStates />
      </Section>
      <LogStates />
      <ExecutionStates />
      <DeploymentStates />
      <EnvironmentSections />
      <TrafficStates />
      <Section title="Insights">
        <InsightsStates />
      </Section>
      <Section title="Project">
        <ProjectStates />
      </Section>
      <StartStates />
      <PageStates />
    </>
  );
}
