import 'server-only';
import { parseTopic, type TopicName, type Topics } from '@/lib/domain/live/topics';
import { pagesOf } from '@/lib/domain/list/newest';
import type { Connection } from '../aws/connection';
import { browseArtifact, readArtifactFile } from '../artifacts/browse';
import { getBuildChange } from '../builds/change';
import { getBuildDetail } from '../builds/detail';
import { getBuildFailure } from '../builds/failure';
import { getLogDiff } from '../builds/log-diff';
import { getBuildProject } from '../builds/project';
import { getTestsBetween } from '../builds/tests';
import { findCommits } from '../commits/find';
import { getRecentCommits } from '../commits/recent';
import { getBoard } from '../board/read';
import { getSizedApprovals } from '../board/sizes';
import { getBuildView, listBuilds } from '../data/builds';
import { getDeploymentContext } from '../data/deployment-context';
import { getDeploymentView, listDeployments } from '../data/deployments';
import { AppError } from '../aws/errors';
import { getEnvironment } from '../data/environment';
import { getEnvironments } from '../data/environments';
import { getInstanceConsole } from '../data/instance-console';
import { getNotifications } from '../data/notifications';
import { getOrigin } from '../data/origin';
import { getPipelineView } from '../data/pipelines';
import { getProject } from '../data/projects';
import { getSearchIndex } from '../data/search';
import { compareExecutions } from '../diff/compare';
import { readFileDiff } from '../diff/file-diff';
import { getEvidence } from '../evidence/read';
import { getActionFacts } from '../execution/action-facts';
import { getExecution } from '../execution/read';
import { getPast } from '../insights/past';
import { getBuildInsights } from '../insights/builds';
import { getInsights } from '../insights/read';
import { getTestInsights } from '../insights/tests';
import { getDeclaration, getVersion } from '../pipelines/plan';
import { getProgress } from '../projects/progress';
import { getLoadBalancer } from '../traffic/load-balancer';
import { getLoadBalancers } from '../traffic/load-balancers';
import { getDeploymentMetrics, getLoadBalancerMetrics } from '../traffic/metrics';
import { getDeploymentTraffic, getEnvironmentTraffic } from '../traffic/read';
import { listening } from '../cache/listening';

type Readers = {
  readonly [K in TopicName]: (
    connection: Connection,
    ...args: readonly string[]
  ) => Promise<Topics[K]>;
};

/** The one data function of each topic: pages, routes and the stream all read through these. */
const readers: Readers = {
  'action-facts': (c, pipeline = '', execution = '', action = '') =>
    getActionFacts(c, pipeline, execution, action),
  approvals: getSizedApprovals,
  artifact: (c, pipeline = '', execution = '', name = '') =>
    browseArtifact(c, pipeline, execution, name),
  'artifact-file': (c, pipeline = '', execution = '', name = '', path = '') =>
    readArtifactFile(c, pipeline, execution, name, path),
  board: getBoard,
  build: (c, id = '') => getBuildView(c, id),
  'build-project': (c, name = '') => getBuildProject(c, name),
  'build-change': (c, id = '') => getBuildChange(c, id),
  'build-detail': (c, id = '') => getBuildDetail(c, id),
  'build-failure': (c, id = '') => getBuildFailure(c, id),
  builds: (c, pages = '') => listBuilds(c, pagesOf(pages)),
  commits: getRecentCommits,
  compare: (c, pipeline = '', from = '', to = '') => compareExecutions(c, pipeline, from, to),
  declaration: (c, name = '') => getDeclaration(c, name),
  'declaration-version': (c, name = '', version = '') => getVersion(c, name, version),
  deployment: (c, id = '') => getDeploymentView(c, id),
  'deployment-context': (c, id = '') => getDeploymentContext(c, id),
  'deployment-metrics': (c, id = '') => getDeploymentMetrics(c, id),
  'deployment-traffic': (c, id = '') => getDeploymentTraffic(c, id),
  deployments: (c, pages = '') => listDeployments(c, pagesOf(pages)),
  environment: (c, application = '', group = '') => getEnvironment(c, application, group),
  'environment-traffic': (c, application = '', group = '') =>
    getEnvironmentTraffic(c, application, group),
  environments: getEnvironments,
  evidence: (c, pipeline = '', stage = '', action = '', execution = '') =>
    getEvidence(c, pipeline, stage, action, execution),
  execution: (c, pipeline = '', id = '') => getExecution(c, pipeline, id),
  'file-diff': (c, pipeline = '', from = '', to = '', source = '', path = '') =>
    readFileDiff(c, pipeline, from, to, source, path),
  find: (c, query = '') => findCommits(c, query),
  insights: (c, days = '30', pipeline = '', zone = 'UTC') => getInsights(c, days, pipeline, zone),
  'insights-builds': (c, days = '30', pipeline = '', zone = 'UTC') =>
    getBuildInsights(c, days, pipeline, zone),
  'insights-tests': (c, days = '30', pipeline = '', zone = 'UTC') =>
    getTestInsights(c, days, pipeline, zone),
  'instance-console': (c, id = '') => getInstanceConsole(c, id),
  'load-balancer': (c, name = '') => getLoadBalancer(c, name),
  'load-balancer-metrics': (c, name = '') => getLoadBalancerMetrics(c, name),
  'load-balancers': getLoadBalancers,
  'log-diff': (c, before = '', after = '') => getLogDiff(c, before, after),
  notifications: (c, name = '') => getNotifications(c, name),
  origin: getOrigin,
  past: (c, name = '', at = '') => getPast(c, name, at),
  // One that somebody looks at is looked after: what has no event is seen on it soon.
  pipeline: (c, name = '') => getPipelineView(c, name, c.pacing.openPipelineMs),
  progress: (c, name = '', stack = '') => getProgress(c, name, stack),
  project: (c, name = '') => getProject(c, name),
  search: getSearchIndex,
  tests: (c, pipeline = '', from = '', to = '') => getTestsBetween(c, pipeline, from, to),
};

export async function readTopic(connection: Connection, text: string): Promise<unknown> {
  const parsed = parseTopic(text);
  const read =
    parsed && Object.hasOwn(readers, parsed.name) ? readers[parsed.name as TopicName] : undefined;
  if (!parsed || !read) throw new AppError('not_found', 'Nothing at this address.');
  return read(connection, ...parsed.args);
}

const moving = (data: unknown): boolean =>
  (typeof data === 'object' &&
    data !== null &&
    (('moving' in data && data.moving === true) || ('over' in data && data.over === false))) ||
  (Array.isArray(data) && data.some(moving));

/** All that these show has events: while they come, nothing is asked between them but what a minute's reconciliation needs. */
const EVENTFUL: readonly string[] = [
  'board',
  'approvals',
  'pipeline',
  'builds',
  'deployments',
  'find',
  'commits',
];

/** Nobody waits for these to change. */
const SLOW: readonly string[] = [
  'evidence',
  'origin',
  'insights',
  'insights-builds',
  'insights-tests',
  'deployment-metrics',
  'load-balancer-metrics',
  'notifications',
  'build-project',
];

/**
 * Milliseconds until the next read: three a second while something moves here, slower on AWS and where events come.
 */
export function pace(connection: Connection, text: string, data: unknown, tookMs: number): number {
  const { movingMs, restMs, pauseAfter } = connection.pacing;
  const name = parseTopic(text)?.name ?? '';
  const wanted =
    SLOW.includes(name) && !moving(data)
      ? 30_000
      : moving(data) && !(listening() && EVENTFUL.includes(name))
        ? movingMs
        : restMs;
  return pauseAfter(wanted, tookMs);
}
