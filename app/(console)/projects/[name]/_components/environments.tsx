import { applicationStatus } from '@/lib/domain/deployments/application';
import { doubtOf, noneLive } from '@/lib/domain/deployments/live-words';
import { behindWords } from '@/lib/domain/projects/behind';
import type { LiveFacts, ProjectApplication, ProjectView } from '@/lib/domain/projects/project';
import type { PipelineView, StageView } from '@/lib/domain/views';
import { StatusLabel } from '@/components/status/status-label';
import { Avatar } from '@/components/ui/avatar';
import { Copy } from '@/components/ui/copy';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { RevisionId } from '@/components/ui/revision-id';
import { RelativeTime } from '@/components/ui/time';
import { Showcase } from './showcase';

/** An environment: what its pipeline tells of it, where it can be opened, and who brought what is there. */
interface Environment {
  readonly name: string;
  readonly stage: StageView | undefined;
  readonly application: ProjectApplication | undefined;
  readonly facts: LiveFacts | undefined;
}

/** The environments of a project, the one that people use first. */
function environmentsOf(data: ProjectView, pipeline: PipelineView | undefined): Environment[] {
  const stages = pipeline?.stages.filter((s) => s.kind === 'deploy');
  const names = stages?.length ? stages.map((s) => s.name) : data.applications.map((a) => a.stage);
  return [...names].reverse().map((name) => ({
    name,
    stage: stages?.find((s) => s.name === name),
    application: data.applications.find((a) => a.stage === name),
    facts: data.live.find((l) => l.stage === name),
  }));
}

/** Where an application can be opened, and whether it answers. */
function Address({ application: a }: { application: ProjectApplication }) {
  return (
    <div className="min-w-0">
      <span className="flex items-center gap-1.5 min-w-0">
        <a className="address" href={a.url} target="_blank" rel="noreferrer noopener">
          <span className="truncate">{a.url.replace(/^https?:\/\//, '')}</span>
          <Icon name="out" small />
        </a>
        <Copy text={a.url} label={`Copy the address of ${a.environment}`} />
      </span>
    </div>
  );
}

/** What is live, since when, by whom, and how far behind. */
function Live({ environment, branch }: { environment: Environment; branch: string }) {
  const { stage, facts } = environment;
  const live = stage?.live;
  if (!stage) return null;
  if (!live) return <p className="text-xs text-muted">{noneLive(stage.unread)}</p>;
  const doubt = doubtOf(live, stage.unread);
  return (
    <>
      <p className="flex items-center gap-2 min-w-0">
        {facts?.author && <Avatar name={facts.author} />}
        <RevisionId revision={live} copy />
        <span className="truncate" title={live.message}>
          {live.message}
        </span>
      </p>
      <p className="environment-card-live">
        <span>
          live <RelativeTime at={live.at} />
        </span>
        {facts?.author && <span>by {facts.author}</span>}
        {facts?.by && (
          <span>
            {facts.by.did} by {facts.by.name}
          </span>
        )}
        {facts?.behind && (
          <span className="warn-text k-wait">{behindWords(facts.behind, branch)}</span>
        )}
      </p>
      {doubt !== undefined && (
        <p className="text-xs warn-text k-unk">
          <StatusIcon status="unk" small /> {doubt}
        </p>
      )}
    </>
  );
}

function EnvironmentCard({
  environment,
  branch,
  stages,
}: {
  environment: Environment;
  branch: string;
  stages: PipelineView['stages'] | undefined;
}) {
  const { name, stage, application: a } = environment;
  const status = a ? applicationStatus(stages, a) : stage?.status;
  return (
    <section className="card environment-card" aria-label={a?.environment ?? name}>
      {a && <Showcase application={a} />}
      <div className="environment-card-facts">
        <div className="flex items-center justify-between gap-3">
          <h2>{name}</h2>
          {status && <StatusLabel status={status} />}
        </div>
        {a && <Address application={a} />}
        {a && (stage?.live !== undefined || a.health.ok) && (
          <p className="text-xs text-muted">
            {a.health.word}
            {a.page?.title && a.picture?.takenAt !== undefined && ` · ${a.page.title}`}
          </p>
        )}
        <Live environment={environment} branch={branch} />
      </div>
    </section>
  );
}

/** Each environment: what it shows, whether it answers, and what is live there. */
export function Environments({
  data,
  pipeline,
}: {
  data: ProjectView;
  pipeline: PipelineView | undefined;
}) {
  const environments = environmentsOf(data, pipeline);
  if (!environments.length) return null;
  return (
    <div className="environment-cards">
      {environments.map((environment) => (
        <EnvironmentCard
          key={environment.name}
          environment={environment}
          branch={data.source?.branch ?? ''}
          stages={pipeline?.stages}
        />
      ))}
    </div>
  );
}
