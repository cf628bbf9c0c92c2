import 'server-only';
import type { ExecutionDetail } from '@/lib/domain/executions/execution';
import { isFailure } from '@/lib/domain/status';
import { topic, type TopicName, type Topics } from '@/lib/domain/live/topics';
import type { BuildView, PipelineView } from '@/lib/domain/views';
import type { Connection } from '../aws/connection';
import { projectNames } from '../data/projects';
import { readTopic } from '../live/topics';
import { buildLogReader } from '../logs/build-log';
import { readPage, type Reading } from './reading';

/** Where pages are read from, and who hears of each that was read. */
interface Walk {
  readonly connection: Connection;
  readonly pipelines: readonly string[];
  readonly onReading: (reading: Reading) => void;
}

type About = Pick<Reading, 'page' | 'of'>;

async function read<T>(walk: Walk, about: About, work: () => Promise<T>): Promise<T | undefined> {
  const { reading, data } = await readPage(about, new Set(walk.pipelines), work);
  walk.onReading(reading);
  return data;
}

/** One topic, as pages and the stream read it. */
const follow = <N extends TopicName>(
  walk: Walk,
  about: About,
  name: N,
  ...args: readonly string[]
): Promise<Topics[N] | undefined> =>
  read(walk, about, () => readTopic(walk.connection, topic(name, ...args)) as Promise<Topics[N]>);

async function executionPages(walk: Walk, view: PipelineView): Promise<void> {
  const of = view.name;
  const [newest, before] = view.executions;
  if (!newest) return;
  const detail: ExecutionDetail | undefined = await follow(
    walk,
    { page: 'Execution', of },
    'execution',
    of,
    newest.id,
  );
  const step = detail?.steps.find((s) => s.kind === 'action' && s.facts);
  if (step) await follow(walk, { page: 'Action', of }, 'action-facts', of, newest.id, step.key);
  const artifact = detail?.artifacts[0];
  if (artifact)
    await follow(walk, { page: 'Artifact', of }, 'artifact', of, newest.id, artifact.name);
  if (!before) return;
  await follow(walk, { page: 'Compare', of }, 'compare', of, before.id, newest.id);
  await follow(walk, { page: 'Tests', of }, 'tests', of, before.id, newest.id);
}

async function pipelinePages(walk: Walk, of: string): Promise<string | undefined> {
  const view = await follow(walk, { page: 'Pipeline', of }, 'pipeline', of);
  await follow(walk, { page: 'Pipeline, edited', of }, 'declaration', of);
  await follow(
    walk,
    { page: 'Pipeline, earlier', of },
    'past',
    of,
    String(Date.now() - 86_400_000),
  );
  await follow(walk, { page: 'Notifications', of }, 'notifications', of);
  await follow(walk, { page: 'Insights of a pipeline', of }, 'insights', '30', of);
  if (view) await executionPages(walk, view);
  return view?.executions.find((e) => e.revision?.kind === 'commit')?.revision?.sha;
}

/** A build that failed has the most to show; else the newest. */
const chosenBuild = (builds: readonly BuildView[]): BuildView | undefined =>
  builds.find((b) => isFailure(b.status)) ?? builds[0];

async function firstLines(connection: Connection, id: string): Promise<unknown> {
  const reader = await buildLogReader(connection, id);
  try {
    return await reader.window({ from: 0, count: 100 });
  } finally {
    reader.close();
  }
}

async function buildPages(walk: Walk, builds: readonly BuildView[]): Promise<void> {
  const build = chosenBuild(builds);
  if (!build) return;
  const of = build.id;
  await follow(walk, { page: 'Build', of }, 'build', of);
  await follow(walk, { page: 'Build, beside its log', of }, 'build-detail', of);
  await follow(walk, { page: 'Build, what is new in it', of }, 'build-change', of);
  await follow(walk, { page: 'Build, why it failed', of }, 'build-failure', of);
  await read(walk, { page: 'Build log', of }, () => firstLines(walk.connection, of));
  await follow(walk, { page: 'Build project', of: build.project }, 'build-project', build.project);
}

async function deploymentPages(walk: Walk, of: string): Promise<void> {
  await follow(walk, { page: 'Deployment', of }, 'deployment', of);
  await follow(walk, { page: 'Deployment, beside its hooks', of }, 'deployment-context', of);
  const traffic = await follow(walk, { page: 'Deployment, traffic', of }, 'deployment-traffic', of);
  await follow(walk, { page: 'Deployment, metrics', of }, 'deployment-metrics', of);
  const [balancer] = traffic?.balancers ?? [];
  if (balancer)
    await follow(
      walk,
      { page: 'Load balancer', of: balancer.name },
      'load-balancer',
      balancer.name,
    );
}

async function environmentPages(walk: Walk): Promise<void> {
  const [row] = (await follow(walk, { page: 'Environments' }, 'environments'))?.rows ?? [];
  if (!row) return;
  const { application, group } = row;
  const of = `${application}/${group}`;
  await follow(walk, { page: 'Environment', of }, 'environment', application, group);
  const page = 'Environment, traffic';
  await follow(walk, { page, of }, 'environment-traffic', application, group);
}

/** Reads what each page shows, one page after the other; `onReading` hears of each. */
export async function readPages(walk: Walk): Promise<void> {
  await follow(walk, { page: 'Board' }, 'board');
  await follow(walk, { page: 'Approvals' }, 'approvals');
  const builds = await follow(walk, { page: 'Builds' }, 'builds');
  const deployments = await follow(walk, { page: 'Deployments' }, 'deployments');
  await environmentPages(walk);
  await follow(walk, { page: 'Commits' }, 'commits');
  await follow(walk, { page: 'Insights' }, 'insights', '30', '');
  await follow(walk, { page: 'Insights, builds' }, 'insights-builds', '30', '');
  await follow(walk, { page: 'Insights, tests' }, 'insights-tests', '30', '');
  await follow(walk, { page: 'Search' }, 'search');
  await follow(walk, { page: 'Connection' }, 'origin');
  const projects = await read(walk, { page: 'Projects' }, () => projectNames(walk.connection));
  let commit: string | undefined;
  for (const name of walk.pipelines) commit = (await pipelinePages(walk, name)) ?? commit;
  if (commit !== undefined) await follow(walk, { page: 'Where is my commit' }, 'find', commit);
  await buildPages(walk, builds?.rows ?? []);
  const [deployment] = deployments?.rows ?? [];
  if (deployment) await deploymentPages(walk, deployment.id);
  const [project] = projects ?? [];
  if (project !== undefined)
    await follow(walk, { page: 'Project', of: project }, 'project', project);
}
