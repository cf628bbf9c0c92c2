'use client';
import { useState } from 'react';
import { saveSettings } from '@/lib/actions/build-projects';
import { useTopic } from '@/lib/client/live/use-topic';
import { useAction } from '@/lib/client/mutations/use-action';
import { useDoneToast } from '@/lib/client/toast';
import type {
  BuildProjectCommand,
  BuildProjectDone,
  BuildProjectView,
  SavedSettings,
} from '@/lib/domain/builds/build-project';
import type { Input } from '@/lib/domain/changes/command';
import { routes } from '@/lib/routes';
import { Trend } from '@/app/(console)/builds/_components/trend';
import { ChangeButton } from '@/components/change-dialog/button';
import { Icon } from '@/components/ui/icon';
import { PageHead } from '@/components/ui/page-head';
import { LoadingPanels } from '@/components/ui/skeletons';
import { TopicView } from '@/components/ui/topic-view';
import { Alarms } from './alarms';
import { ProjectForm } from './form';

/** Saves its settings, and remembers them as they were saved until a read brings them. What was saved, and the way back, is said in a toast. */
function useSaving(name: string, retry: () => void) {
  const action = useAction(saveSettings, ({ name: project, seen }) => ({
    kind: 'build-project',
    name: project,
    seen,
  }));
  const [done, setDone] = useState<BuildProjectDone>();
  const [newest, setNewest] = useState<SavedSettings>();
  const save = (input: Input<BuildProjectCommand>, said?: string, onSaved?: () => void): void => {
    setDone(undefined);
    action.send(input, {
      settled: retry,
      refused: setNewest,
      ok: (value) => {
        setNewest(value.now);
        setDone(said === undefined ? value : { ...value, sentence: said });
        onSaved?.();
      },
    });
  };
  const asSaved = (read: BuildProjectView): BuildProjectView =>
    newest && read.modifiedAt < newest.modifiedAt ? { ...read, ...newest } : read;
  const undo = done?.undo;
  useDoneToast(done, 'Undo', () => {
    if (undo) save(undo, `${name} is back to its earlier settings.`);
  });
  return { action, save, asSaved };
}

function Notes({ project }: { project: BuildProjectView }) {
  return (
    <>
      {project.unread.map((text) => (
        <p key={text} className="note k-unk">
          <Icon name="info" />
          <span>{text}</span>
        </p>
      ))}
      {project.warnings.map((text) => (
        <p key={text} className="note k-wait">
          <Icon name="warn" />
          <span>{text}</span>
        </p>
      ))}
    </>
  );
}

function AlsoSet({ facts }: { facts: BuildProjectView['facts'] }) {
  return (
    <section className="card panel" aria-label="Set in its stack or in the console">
      <header className="card-head">
        <h2>Also set</h2>
        <span className="text-xs text-faint">changed elsewhere</span>
      </header>
      <dl className="pairs panel-body">
        {facts.map(([key, value]) => (
          <div key={key} className="contents">
            <dt>{key}</dt>
            <dd className="truncate" title={value}>
              {value}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** One build project: its settings, how its builds went, and a build started by hand. */
export function BuildProject({
  name,
  initial,
}: {
  name: string;
  initial: BuildProjectView | undefined;
}) {
  const topic = useTopic('build-project', [name], initial);
  const builds = useTopic('builds', []).data?.rows.filter((b) => b.project === name) ?? [];
  const saving = useSaving(name, topic.retry);
  const crumbs = [
    ['Board', routes.board],
    ['Builds', routes.builds],
  ] as const;
  return (
    <>
      <PageHead
        crumbs={crumbs}
        title={name}
        here={name}
        aws={{ kind: 'build-project', name }}
        meta={<span>Build project</span>}
        actions={
          <ChangeButton variant="primary" change={{ kind: 'start-build', pipeline: name }}>
            Start a build…
          </ChangeButton>
        }
      />
      <TopicView topic={topic} loading={<LoadingPanels />}>
        {(data) => {
          const project = saving.asSaved(data);
          return (
            <>
              <Notes project={data} />
              <div className="settings">
                <ProjectForm
                  project={project}
                  action={saving.action}
                  onSave={(settings, onSaved) =>
                    saving.save({ name, seen: project.modifiedAt, settings }, undefined, onSaved)
                  }
                />
                <div className="grid gap-3 content-start min-w-0">
                  <Alarms project={project} reread={topic.retry} />
                  <AlsoSet facts={project.facts} />
                  <Trend builds={builds} />
                </div>
              </div>
            </>
          );
        }}
      </TopicView>
    </>
  );
}
