'use client';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTabSubject } from '@/lib/client/tab';
import { unlessGone, useTopic, type Read } from '@/lib/client/live/use-topic';
import { openFirst } from '@/lib/domain/deployments/application';
import type { ProjectView } from '@/lib/domain/projects/project';
import { stackName } from '@/lib/domain/projects/names';
import { SUBJECTS } from '@/lib/domain/tab';
import type { PipelineView } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { ChangeButton } from '@/components/change-dialog/button';
import { Icon } from '@/components/ui/icon';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { PageHead } from '@/components/ui/page-head';
import { TopicView } from '@/components/ui/topic-view';
import { Clone } from './clone';
import { Environments } from './environments';
import { FourKeys } from './four-keys';
import { Commits, Work } from './lists';
import { ProjectTabs } from './project-tabs';
import { Strip } from './strip';

function Actions({ data, pipeline }: { data: ProjectView; pipeline: PipelineView | undefined }) {
  const last = pipeline?.stages.findLast((s) => s.kind === 'deploy')?.name;
  const open = openFirst(pipeline?.stages, data.applications);
  return (
    <>
      <ChangeButton
        change={{
          kind: 'rollback',
          pipeline: data.name,
          stage: last ?? data.applications.at(-1)?.stage,
        }}
      >
        <Icon name="undo" small />
        Roll back…
      </ChangeButton>
      <ChangeButton change={{ kind: 'release', pipeline: data.name }}>
        <Icon name="play" small />
        Release…
      </ChangeButton>
      {open && (
        <a className="btn primary" href={open.url} target="_blank" rel="noreferrer noopener">
          Open {open.environment}
          <Icon name="out" small />
        </a>
      )}
    </>
  );
}

/** What the project is: what it was made of, or where its code comes from. */
const originOf = ({ template, source }: ProjectView): string | undefined => {
  if (template) return `Created from the template ${template}`;
  return source && `Released from ${source.provider} ${source.repository}`.trim();
};

function ProjectHead({
  name,
  topic: { data, error, readAt },
  pipeline,
}: {
  name: string;
  topic: Read<ProjectView>;
  pipeline: PipelineView | undefined;
}) {
  const crumbs = [['Board', routes.board]] as const;
  if (!data) return <PageHead crumbs={crumbs} title={name} />;
  const stack = { kind: 'stack', stack: stackName(name) } as const;
  const aws = data.isOurs ? stack : ({ kind: 'pipeline', name } as const);
  const origin = originOf(data);
  return (
    <PageHead
      crumbs={crumbs}
      aws={aws}
      title={name}
      actions={<Actions data={data} pipeline={pipeline} />}
      meta={
        <>
          {origin !== undefined && <span>{origin}</span>}
          <ConnectionIndicator readAt={readAt} failed={Boolean(error)} />
        </>
      }
    />
  );
}

/** The README below is the server's: a new commit asks for it anew. */
function useFreshReadme(first: string | undefined, newest: string | undefined): void {
  const router = useRouter();
  const shown = useRef(first);
  useEffect(() => {
    if (!newest || newest === shown.current) return;
    shown.current = newest;
    router.refresh();
  }, [newest, router]);
}

/** What the project page has below its tabs. */
export function ProjectHome({
  data,
  pipeline,
  keys,
  children,
}: {
  data: ProjectView;
  pipeline: PipelineView | undefined;
  keys: ReactNode;
  children: ReactNode;
}) {
  return (
    <>
      {data.unread.map((text) => (
        <p key={text} className="note k-unk">
          <Icon name="info" />
          <span>{text}</span>
        </p>
      ))}
      <Environments data={data} pipeline={pipeline} />
      {(pipeline ?? data.builds) && <Strip name={data.name} data={pipeline} />}
      <div className="project-body">
        <div className="min-w-0 grid gap-3 content-start">
          <Commits pipeline={data.name} commits={data.commits} source={data.source} />
          <div className="project-work">
            <Work
              title="Builds"
              all={routes.buildsOf(data.lists.builds)}
              empty="A build runs for each commit that the pipeline takes."
              work={data.builds}
            />
            <Work
              title="Deployments"
              all={routes.deploymentsOf(data.lists.deployments)}
              empty="A deployment appears when a change reaches an environment."
              work={data.deployments}
            />
          </div>
          {children}
        </div>
        <aside className="grid gap-3 content-start min-w-0">
          {keys}
          {data.source && <Clone source={data.source} />}
        </aside>
      </div>
    </>
  );
}

/** This project, whole: does it answer, what is live where, what came lately, how to get at its code. */
export function Project({
  name,
  initial,
  pipeline: firstPipeline,
  children,
}: {
  name: string;
  initial: ProjectView | undefined;
  pipeline: PipelineView | undefined;
  children: ReactNode;
}) {
  const project = unlessGone(useTopic('project', [name], initial));
  const { data: pipeline } = useTopic('pipeline', [name], firstPipeline);
  useFreshReadme(initial?.readmeAt, project.data?.readmeAt);
  useTabSubject(pipeline && SUBJECTS.pipeline(pipeline));
  return (
    <>
      <ProjectHead name={name} topic={project} pipeline={pipeline} />
      <ProjectTabs
        name={name}
        isOurs={project.data?.isOurs ?? true}
        lists={project.data?.lists ?? {}}
      />
      <TopicView topic={project}>
        {(data) => (
          <ProjectHome data={data} pipeline={pipeline} keys={<FourKeys name={name} />}>
            {children}
          </ProjectHome>
        )}
      </TopicView>
    </>
  );
}
