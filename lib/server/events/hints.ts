import 'server-only';
import { z } from 'zod';
import { parseTopic } from '@/lib/domain/topics';
import { pipelineChanged, pipelinesWith } from '../data/facts';
import { forgetRead, forgetReads } from '../single-flight';
import { missedEvents } from '../missed-events';
import { markStale, type Hint } from '../staleness';
import { nudge } from '../live/followed';

/** How a pipeline execution's last event names its state (CodePipeline user guide, "Pipeline-level events"). */
const ENDS: readonly string[] = ['SUCCEEDED', 'FAILED', 'STOPPED', 'SUPERSEDED', 'CANCELED'];

const text = z.string().optional().catch(undefined);
const envelope = z.object({
  source: z.string(),
  'detail-type': text,
  detail: z
    .object({
      pipeline: text,
      'execution-id': text,
      state: text,
      'project-name': text,
      'build-id': text,
      application: text,
      deploymentId: text,
      repositoryName: text,
    })
    .catch({}),
});

/** Which of an execution's own events it is; a stage's and an action's announce nothing that is counted on. */
function announcedBy(
  type: string | undefined,
  execution: string | undefined,
  state: string | undefined,
): Hint['announces'] {
  if (type !== 'CodePipeline Pipeline Execution State Change' || execution === undefined)
    return undefined;
  if (state === 'STARTED') return { execution, what: 'start' };
  return ENDS.includes(state ?? '') ? { execution, what: 'end' } : undefined;
}

/** What an event is about; undefined when it is none of ours. Times, states and order in it are not used: it is a hint. */
export function hintOf(body: string): Hint | undefined {
  let raw: unknown;
  try {
    raw = JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const parsed = envelope.safeParse(raw);
  if (!parsed.success) return undefined;
  const d = parsed.data.detail;
  return {
    pipeline: d.pipeline,
    announces: announcedBy(parsed.data['detail-type'], d['execution-id'], d.state),
    buildProject: d['project-name'],
    build: d['build-id']?.replace(/^.*:build\//, ''),
    application: d.application,
    deployment: d.deploymentId,
    repository: d.repositoryName,
  };
}

function pipelinesOf(h: Hint): string[] {
  return [
    ...new Set([
      ...(h.pipeline ? [h.pipeline] : []),
      ...(h.application ? pipelinesWith('ApplicationName', h.application) : []),
      ...(h.repository ? pipelinesWith('RepositoryName', h.repository) : []),
    ]),
  ];
}

/** Pages over many pipelines; each of the others names its own. */
export const OVERALL: readonly string[] = ['board', 'approvals', 'find', 'insights'];

/** Marks what the hints name as old and reads again what is followed of it. */
export function applyHints(hints: readonly Hint[]): void {
  for (const { pipeline, announces } of hints)
    if (pipeline !== undefined && announces)
      missedEvents.note(pipeline, announces.execution, announces.what);
  const pipelines = new Set(hints.flatMap(pipelinesOf));
  const builds = new Set(hints.flatMap((h) => h.build ?? []));
  const deployments = new Set(hints.flatMap((h) => h.deployment ?? []));
  for (const name of pipelines) {
    pipelineChanged(name);
    forgetReads(`execution ${name} `);
  }
  for (const id of builds) forgetRead(`build ${id}`);
  for (const id of deployments) forgetRead(`deployment ${id}`);
  if (builds.size) forgetRead('builds');
  if (deployments.size) forgetRead('deployments');
  // One that is not known may be new.
  markStale('pipelines');
  forgetRead('pipelines');
  nudge((topic) => {
    const { name = '', args: [first = ''] = [] } = parseTopic(topic) ?? {};
    if (OVERALL.includes(name)) return pipelines.size > 0;
    if (name === 'build') return builds.has(first);
    if (name === 'deployment') return deployments.has(first);
    if (name === 'builds') return builds.size > 0;
    if (name === 'deployments') return deployments.size > 0;
    return pipelines.has(first) || (builds.size + deployments.size > 0 && name === 'execution');
  });
}
