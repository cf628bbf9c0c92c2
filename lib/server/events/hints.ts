import 'server-only';
import { z } from 'zod';
import type { Announcement } from '../cache/missed-events';

/** What an event says may have changed. Never more than a hint: whatever it names is read again from AWS. */
export interface Hint {
  readonly pipeline?: string | undefined;
  readonly buildProject?: string | undefined;
  readonly build?: string | undefined;
  readonly application?: string | undefined;
  readonly deployment?: string | undefined;
  readonly repository?: string | undefined;
  /** The execution whose start or end it announces. */
  readonly announces?: { readonly execution: string; readonly what: Announcement } | undefined;
}

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
