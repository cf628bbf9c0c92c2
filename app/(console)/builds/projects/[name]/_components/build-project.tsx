'use client';
import { useState } from 'react';
import { saveSettings } from '@/lib/actions/build-projects';
import { useTopic } from '@/lib/client/live/use-topic';
import { useAction } from '@/lib/client/mutations/use-action';
import type {
  BuildProjectCommand,
  BuildProjectDone,
  BuildProjectView,
  SavedSettings,
} from '@/lib/domain/build-project';
import type { Input } from '@/lib/domain/command';
import { routes } from '@/lib/routes';
import { Trend } from '@/app/(console)/builds/_components/trend';
import { ChangeButton } from '@/components/change-dialog/button';
import { Button } from '@/components/ui/button';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { PageHead } from '@/components/ui/page-head';
import { Loading, ReadProblem } from '@/components/ui/states';
import { Alarms } from './alarms';
import { ProjectForm } from './form';

/** One build project: its settings, how its builds went, and a build started by hand. */
export function BuildProject({
  name,
  initial,
}: {
  name: string;
  initial: BuildProjectView | undefined;
}) {
  const { data, error, retry } = useTopic('build-project', [name], initial);
  const builds = useTopic('builds', []).data?.filter((b) => b.project === name) ?? [];
  const action = useAction(saveSettings, ({ name, seen }) => ({
    kind: 'build-project',
    name,
    seen,
  }));
  const [done, setDone] = useState<BuildProjectDone>();
  const [newest, setNewest] = useState<SavedSettings>();
  const undo = done?.undo;
  // Its settings as they were saved, until a read brings them.
  const project =
    data && newest && data.modifiedAt < newest.modifiedAt ? { ...data, ...newest } : data;
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
        meta={<span>Build project</span>}
        actions={
          <ChangeButton look="primary" change={{ kind: 'start-build', pipeline: name }}>
            Start a build…
          </ChangeButton>
        }
      />
      {error && <ReadProblem error={error} old={Boolean(data)} retry={retry} />}
      {!data && !error && <Loading />}
      <div aria-live="polite" className="outcome">
        {done && (
          <div className="note k-ok">
            <StatusIcon status="ok" />
            <span className="flex-1">{done.sentence}</span>
            {undo && (
              <Button
                size="small"
                disabled={action.busy}
                onClick={() => save(undo, `${name} is back to its earlier settings.`)}
              >
                Undo
              </Button>
            )}
          </div>
        )}
      </div>
      {data?.unread.map((w) => (
        <p key={w} className="note k-unk">
          <Icon name="info" />
          <span>{w}</span>
        </p>
      ))}
      {data?.warnings.map((w) => (
        <p key={w} className="note k-wait">
          <Icon name="warn" />
          <span>{w}</span>
        </p>
      ))}
      <Trend builds={builds} />
      {project && (
        <div className="settings">
          <ProjectForm
            project={project}
            action={action}
            onSave={(settings, onSaved) =>
              save({ name, seen: project.modifiedAt, settings }, undefined, onSaved)
            }
          />
          <div className="grid gap-3 content-start min-w-0">
            <Alarms project={project} reread={retry} />
            <section className="card panel" aria-label="Set in its stack or in the console">
              <header className="card-head">
                <h2>Also set</h2>
                <span className="text-xs text-faint">changed elsewhere</span>
              </header>
              <dl className="pairs panel-body">
                {project.facts.map(([k, v]) => (
                  <div key={k} className="contents">
                    <dt>{k}</dt>
                    <dd className="truncate" title={v}>
                      {v}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          </div>
        </div>
      )}
    </>
  );
}
