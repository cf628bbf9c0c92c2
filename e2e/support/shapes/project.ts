import { until } from '../../../engine/testing/wait';
import type { Candidate } from '../../../lib/domain/changes/change';
import { allOf, shortRevision, type Revision } from '../../../lib/domain/commits/revision';
import type { Approvals } from '../../../lib/domain/approvals/approval';
import type { ExecutionDetail, Step } from '../../../lib/domain/executions/execution';
import type { Board, PipelineView } from '../../../lib/domain/views';
import type { Finding } from '../../../lib/domain/commits/whereabouts';
import type { Connection } from '../../../lib/server/aws/connection';
import { rollback } from '../../../lib/server/changes/rollback';
import { readPipeline } from '../../../lib/server/data/facts';
import { listPipelineNames } from '../../../lib/server/data/pipeline-names';
import { attemptsOf } from '../../../lib/server/insights/read';
import { readHistory } from '../../../lib/server/insights/history';
import { readTopic } from '../../../lib/server/live/topics';
import type { Expected } from './format';

/** A revision as the expectations write it. */
function written(r: Revision): string {
  const kind = r.kind ?? 'commit';
  const what = kind === 'none' ? 'no revision' : `${kind} ${shortRevision(r)}`;
  return [`${r.source ?? ''}: ${what}`, r.message].filter(Boolean).join(' ');
}
const all = (r: Revision | undefined): string[] => allOf(r).map(written);

/** Members that are undefined or empty are left out, as in the expectations. */
function sparse<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([, v]) => v !== undefined && !(Array.isArray(v) && v.length === 0),
    ),
  ) as T;
}

const DAYS = 90;

/** What the pages are given, in the form of the expectations without their reasons. */
export interface Said {
  readonly board: unknown[];
  readonly attention: unknown[];
  readonly inbox: unknown[];
  readonly live: Record<string, Record<string, unknown>>;
  readonly rollback: Record<string, Record<string, unknown>>;
  readonly commits: unknown[];
  readonly insights: Record<string, unknown>;
  readonly actions: unknown[];
}

function boardOf(board: Board): unknown[] {
  return board.rows.map((row) => ({
    pipeline: row.name,
    cells: row.cells.map((c) =>
      sparse({
        stage: c.stage,
        kind: c.kind,
        status: c.status.word,
        holds: all(c.live),
        next: c.next ? all(c.next) : undefined,
        waits: c.waits.map((w) => `${w.stage}/${w.action}`).sort(),
        closed: c.closed?.reason,
      }),
    ),
  }));
}

const inboxOf = ({ waiting }: Approvals, shift: number): unknown[] =>
  waiting.map((a) => ({
    ...sparse({
      pipeline: a.pipeline,
      stage: a.stage,
      action: a.action,
      execution: a.execution,
      target: a.target,
      customData: a.customData,
      link: a.link,
      alsoWaits: a.alsoWaits.map((w) => `${w.stage}/${w.action}`).sort(),
    }),
    revisions: all(a.candidate),
    deadline: Math.round(a.deadline / 1000 - shift),
  }));

function liveOf(view: PipelineView): Record<string, unknown> {
  return Object.fromEntries(
    view.stages
      .filter((s) => s.kind === 'deploy')
      .map((s) => [
        s.name,
        s.live
          ? sparse({
              execution: s.live.executionId,
              by: s.live.by && `${s.live.by.provider} ${s.live.by.action}`,
              left: s.live.left && leftOf(s.live.left),
              disagrees: s.live.disagrees === undefined ? undefined : true,
              partly:
                s.live.partly && `${s.live.partly.by.join()} and not ${s.live.partly.notBy.join()}`,
              revisions: all(s.live),
            })
          : null,
      ]),
  );
}

/** The newest attempt at an action in the waterfall: a stage's actions follow it. */
function stepOf(steps: readonly Step[], stage: string, action: string): Step | undefined {
  const at = steps.findIndex((s) => s.kind === 'stage' && s.label === stage);
  const rest = steps.slice(at + 1);
  const end = rest.findIndex((s) => s.kind === 'stage');
  return (end < 0 ? rest : rest.slice(0, end)).findLast(
    (s) => s.kind === 'action' && (s.label === action || s.label.startsWith(`${action}, try `)),
  );
}

const leftOf = (left: { revision?: Revision | undefined; targets: number; of: number }): string => {
  const r = left.revision;
  return `${r?.source ?? ''}: ${r?.kind ?? 'commit'} ${shortRevision(r)} on ${left.targets} of ${left.of} targets`;
};

const PROBLEMS: readonly (readonly [RegExp, string])[] = [
  [/source stage/, 'source'],
  [/V2/, 'v1'],
  [/PARALLEL/, 'parallel'],
  [/running/, 'running'],
];
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/rollback/, 'rollback'],
  [/version/, 'version'],
  [/S3/, 'artifact'],
];
const wordFor = (
  table: readonly (readonly [RegExp, string])[],
  text: string | undefined,
): string | undefined =>
  text === undefined ? undefined : (table.find(([re]) => re.test(text))?.[1] ?? undefined);

/** `live` is a remark: what is live can be deployed again. */
const whyOf = (c: Candidate, live: string | undefined): string | undefined => {
  const word = wordFor(REASONS, c.why) ?? c.why;
  return c.executionId === live && word !== 'rollback' ? 'live' : word;
};

async function rollbackOf(
  connection: Connection,
  pipeline: string,
  stage: string,
  live: string | undefined,
): Promise<unknown> {
  const { preview } = await rollback(connection, { kind: 'rollback', pipeline, stage });
  return {
    ...sparse({ problem: wordFor(PROBLEMS, preview.blocked) }),
    candidates: (preview.candidates ?? []).map((c) =>
      sparse({ execution: c.executionId, why: whyOf(c, live) }),
    ),
  };
}

function commitsOf(finding: Finding, query: string): unknown {
  const found: Record<string, unknown> = {};
  for (const c of finding.commits)
    for (const p of c.places)
      found[p.pipeline] = {
        source: p.source,
        stages: Object.fromEntries(p.stages.map((s) => [s.stage, s.status.word])),
      };
  return {
    query,
    found,
    notWalked: finding.notWalked.map((n) => `${n.pipeline}: ${n.source}`).sort(),
  };
}

/** Reads every page's data of a shape and says it in the form of its expectations. */
export async function saidOf(
  connection: Connection,
  expected: Expected,
  shift: number,
): Promise<Said> {
  // A page does not wait for more pipelines than can be read in a moment.
  const board = await until('every pipeline is read', async () => {
    const read = (await readTopic(connection, 'board')) as Board;
    return read.unread === 0 && read;
  });
  const approvals = (await readTopic(connection, 'approvals')) as Approvals;
  const names = await listPipelineNames(connection);
  const live: Said['live'] = {};
  const rollbacks: Said['rollback'] = {};
  const insights: Said['insights'] = {};
  for (const name of names) {
    const view = (await readTopic(
      connection,
      `pipeline/${encodeURIComponent(name)}`,
    )) as PipelineView;
    live[name] = liveOf(view);
    rollbacks[name] = {};
    for (const s of view.stages.filter((x) => x.kind === 'deploy'))
      rollbacks[name][s.name] = await rollbackOf(connection, name, s.name, s.live?.executionId);
    const facts = await readPipeline(connection, name);
    const history = await readHistory(connection, name, facts, Date.now() - DAYS * 86_400_000);
    const attempts = attemptsOf(facts, history).filter(
      (a) => a.endedAt >= Date.now() - DAYS * 86_400_000,
    );
    const stage = view.stages.filter((x) => x.kind === 'deploy').at(-1)?.name;
    if (stage !== undefined)
      insights[name] = {
        stage,
        deployments: attempts.length,
        failed: attempts.filter((a) => !a.good).length,
      };
  }
  const commits: unknown[] = [];
  for (const { query } of expected.commits)
    commits.push(
      commitsOf(
        (await readTopic(connection, `find/${encodeURIComponent(query)}`)) as Finding,
        query,
      ),
    );
  const actions: unknown[] = [];
  for (const { pipeline, execution, stage, action } of expected.actions) {
    const at = [pipeline, execution].map(encodeURIComponent).join('/');
    const { steps } = (await readTopic(connection, `execution/${at}`)) as ExecutionDetail;
    const step = stepOf(steps, stage, action);
    actions.push({
      pipeline,
      execution,
      stage,
      action,
      page: step?.href === undefined ? null : decodeURIComponent(step.href),
      link: step?.link ?? null,
    });
  }
  return {
    board: boardOf(board),
    attention: board.attention.map((x) =>
      sparse({
        pipeline: x.project,
        status: x.status.word,
        stage: x.approval?.stage ?? x.where,
        action: x.approval?.action,
      }),
    ),
    inbox: inboxOf(approvals, shift),
    live,
    rollback: rollbacks,
    commits,
    insights,
    actions,
  };
}

/** Expectations without their reasons, lists whose order means nothing in order. */
export function comparable(expected: Expected): unknown {
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strip);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([k, v]): [string, unknown][] =>
        k === 'because' || (Array.isArray(v) && !v.length && OMITTED.has(k))
          ? []
          : [[k, SORTED.has(k) && Array.isArray(v) ? [...(v as string[])].sort() : strip(v)]],
      ),
    );
  };
  const stripped = strip(expected) as Expected;
  return {
    ...stripped,
    inbox: stripped.inbox.map((x) => ({ ...x, deadline: Math.round(x.deadline) })),
  };
}
/** Left out where they are empty. */
const OMITTED = new Set(['holds', 'next', 'waits', 'alsoWaits']);
/** Of these the order means nothing. */
const SORTED = new Set(['waits', 'alsoWaits', 'notWalked']);
