'use client';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTabSubject } from '@/lib/client/tab';
import { unlessGone, useTopic, type Read } from '@/lib/client/live/use-topic';
import { openFirst } from '@/lib/domain/deployments/application';
import type { ProjectView } from '@/lib/domain/projects/project';
import { stackName } from '@/lib/domain/projects/names';
import { SUBJECTS } from '@/lib/domain/tab';
import { routes } from '@/lib/routes';
import { ChangeButton } from '@/components/change-dialog/button';
import { Icon } from '@/components/ui/icon';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { PageHead } from '@/components/ui/page-head';
import { TopicView } from '@/components/ui/topic-view';
import { Applications } from './applications';
import { Clone } from './clone';
import { Commits, Deployments } from './lists';
import { Strip } from './strip';

function Actions({ data }: { data: ProjectView }) {
  const { data: pipeline } = useTopic('pipeline', [data.name]);
  const last = data.applications.at(-1);
  const open = openFirst(pipeline?.stages, data.applications);
  return (
    <>
      <ChangeButton change={{ kind: 'rollback', pipeline: data.name, stage: last?.stage }}>
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

function DeleteCard({ name }: { name: string }) {
  return (
    <section className="card danger-zone">
      <header className="card-head">
        <h2>Delete this project</h2>
      </header>
      <div className="p-4">
        <p className="text-muted mb-3">
          Stops everything that is running and removes everything created for the project. You see
          the list first.
        </p>
        <ChangeButton variant="danger" change={{ kind: 'delete', pipeline: name }}>
          <Icon name="trash" small />
          Delete {name}…
        </ChangeButton>
      </div>
    </section>
  );
}

function ProjectHead({ name, topic }: { name: string; topic: Read<ProjectView> }) {
  const { data, error, readAt } = topic;
  const crumbs = [['Board', routes.board]] as const;
  const aws = { kind: 'stack', stack: stackName(name) } as const;
  if (!data) return <PageHead crumbs={crumbs} title={name} aws={aws} />;
  return (
    <PageHead
      crumbs={crumbs}
      aws={aws}
      title={name}
      actions={<Actions data={data} />}
      meta={
        <>
          {data.template && <span>Created from the template {data.template}</span>}
          <Link href={routes.pipeline(name)}>Pipeline</Link>
          <Link href={routes.projectSettings(name)} prefetch={false}>
            Settings
          </Link>
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

/** This project, whole: does it answer, what is live where, what came lately, how to get at its code. */
export function Project({
  name,
  initial,
  children,
}: {
  name: string;
  initial: ProjectView | undefined;
  children: ReactNode;
}) {
  const project = unlessGone(useTopic('project', [name], initial));
  const { data: pipeline } = useTopic('pipeline', [name]);
  useFreshReadme(initial?.readmeAt, project.data?.readmeAt);
  useTabSubject(pipeline && SUBJECTS.pipeline(pipeline));
  return (
    <>
      <ProjectHead name={name} topic={project} />
      <TopicView topic={project}>
        {(data) => (
          <>
            {data.unread.map((text) => (
              <p key={text} className="note k-unk">
                <Icon name="info" />
                <span>{text}</span>
              </p>
            ))}
            <Applications applications={data.applications} pipeline={name} />
            <Strip name={name} />
            <div className="project-body">
              <div className="min-w-0 grid gap-3 content-start">
                <Commits commits={data.commits} elsewhere={data.elsewhere} />
                <Deployments deployments={data.deployments} />
                {children}
              </div>
              <aside className="grid gap-3 content-start">
                <Clone command={data.cloneCommand} url={data.cloneUrl} />
                <DeleteCard name={name} />
              </aside>
            </div>
          </>
        )}
      </TopicView>
    </>
  );
}
