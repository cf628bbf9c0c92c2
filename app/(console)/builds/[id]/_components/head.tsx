import Link from 'next/link';
import type { Read } from '@/lib/client/live/use-topic';
import type { BuildDetail } from '@/lib/domain/builds/build-detail';
import type { BuildChange } from '@/lib/domain/builds/change';
import { pipelineOf } from '@/lib/domain/builds/build-project';
import { isFailure } from '@/lib/domain/status';
import type { BuildView } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { ChangeButton } from '@/components/change-dialog/button';
import { StatusLabel } from '@/components/status/status-label';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { PageHead } from '@/components/ui/page-head';
import { LoadingMeta } from '@/components/ui/skeletons';
import { RelativeTime, Duration } from '@/components/ui/time';
import { CommitLine } from './commit-line';
import { RetryStage } from './retry-stage';

function wordOf(build: BuildView): string {
  if (build.problem) return `${build.status.word} in ${build.problem.phase}`;
  return build.over ? build.status.word : `${build.status.word}: ${build.phase}`;
}

function Meta({ build, topic }: { build: BuildView; topic: Read<BuildView> }) {
  const pipeline = pipelineOf(build.initiator);
  return (
    <>
      <span>
        <Icon name="clock" small />
        <span>
          <Duration from={build.startedAt} to={build.endedAt} />
          {build.endedAt !== undefined && (
            <>
              , ended <RelativeTime at={build.endedAt} suffix=" ago" />
            </>
          )}
        </span>
      </span>
      {pipeline && <Link href={routes.pipeline(pipeline)}>Pipeline {pipeline}</Link>}
      {!pipeline && build.initiator && <span>Started by {build.initiator}</span>}
      <ConnectionIndicator readAt={build.over ? 0 : topic.readAt} failed={Boolean(topic.error)} />
    </>
  );
}

interface ActionsProps {
  readonly id: string;
  readonly build: BuildView;
  readonly detail: BuildDetail | undefined;
  readonly onCompare: () => void;
}

function Actions({ id, build, detail, onCompare }: ActionsProps) {
  const pipeline = pipelineOf(build.initiator);
  const about = { pipeline: build.project, execution: id };
  if (!build.over)
    return (
      <ChangeButton variant="danger" change={{ kind: 'stop-build', ...about }}>
        Stop…
      </ChangeButton>
    );
  return (
    <>
      {build.number > 1 && (
        <Button onClick={onCompare} aria-haspopup="dialog">
          {detail?.green ? `Compare log with ${detail.green.number}…` : 'Compare log…'}
        </Button>
      )}
      {pipeline && isFailure(build.status) && (
        <RetryStage pipeline={pipeline} ids={[id, ...(detail?.batch ? [detail.batch.id] : [])]} />
      )}
      {!pipeline && (
        <ChangeButton variant="primary" change={{ kind: 'rebuild', ...about }}>
          Run again…
        </ChangeButton>
      )}
    </>
  );
}

interface Props extends Omit<ActionsProps, 'build'> {
  readonly topic: Read<BuildView>;
  readonly change: BuildChange | undefined;
}

/** What a build is called, how it went, and what can be done with it. */
export function BuildHead({ topic, change, ...rest }: Props) {
  const { data: build } = topic;
  const crumbs = [
    ['Board', routes.board],
    ['Builds', routes.builds],
    ...(build ? [[build.project, routes.buildProject(build.project)] as const] : []),
  ] as const;
  if (!build) return <PageHead crumbs={crumbs} title="Build" meta={<LoadingMeta />} />;
  return (
    <PageHead
      crumbs={crumbs}
      title={`${build.project} build ${build.number}`}
      aws={{
        kind: 'build',
        id: build.id,
        log: build.logStream ? { group: build.logGroup, stream: build.logStream } : undefined,
      }}
      here={`${build.number}`}
      after={<StatusLabel as="pill" status={build.status} word={wordOf(build)} />}
      meta={
        <>
          <CommitLine build={build} change={change} />
          <Meta build={build} topic={topic} />
        </>
      }
      actions={<Actions build={build} {...rest} />}
    />
  );
}
