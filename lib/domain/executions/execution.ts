import type { Section } from '@/lib/domain/logs/log';
import type { Help } from '@/lib/domain/result';
import type { WaitingApproval } from '@/lib/domain/approvals/approval';
import type { Spent } from '@/lib/domain/approvals/spent';
import {
  isFailure,
  isMoving,
  isOver,
  NOT_STARTED,
  statusOf,
  type Status,
} from '@/lib/domain/status';
import type { ExecutionView, LogLine, Revision } from '@/lib/domain/views';

export type StepKind = 'commit' | 'stage' | 'action' | 'phase' | 'target' | 'event';

/** One row of the waterfall. Times in ms since the epoch; a step that has not begun has none. */
export interface Step {
  /** Stands in the address; a child's begins with its parent's and a slash. */
  readonly key: string;
  readonly kind: StepKind;
  readonly depth: number;
  readonly label: string;
  readonly detail?: string | undefined;
  readonly status: Status;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** What it usually takes, in ms, from the last successes. */
  readonly estimate?: number | undefined;
  /** Of a stage: what of its time was work. */
  readonly spent?: Spent | undefined;
  /** Beside its bar: why it failed, or what it waits for. */
  readonly note?: string | undefined;
  /** Its page here, and at whoever did the work. */
  readonly href?: string | undefined;
  readonly link?: string | undefined;
  /** Whose page the link leads to. */
  readonly linkLabel?: string | undefined;
  /** Who did the work has more to say, for whoever asks (topic `action-facts`). */
  readonly facts?: boolean | undefined;
  /** Of a source: what it brought. */
  readonly revision?: Revision | undefined;
  /** Somebody is asked, or was: time that no machine worked. */
  readonly person?: boolean | undefined;
}

/** Where lines of the merged log come from: a build's log, or what all hooks of a deployment wrote on one target. */
export type LogSource =
  | { readonly kind: 'build'; readonly key: string; readonly label: string; readonly id: string }
  | {
      readonly kind: 'target';
      readonly key: string;
      readonly label: string;
      readonly deployment: string;
      readonly target: string;
    };

export interface ArtifactView {
  readonly name: string;
  readonly bucket: string;
  readonly key: string;
  readonly madeBy: string;
}
export interface VariableView {
  readonly name: string;
  readonly value: string;
  readonly from: string;
}
export interface RevisionView extends Revision {
  readonly name: string;
  readonly at?: number | undefined;
  readonly url?: string | undefined;
}

export interface ExecutionDetail {
  readonly pipeline: string;
  readonly id: string;
  readonly status: Status;
  readonly summary?: string | undefined;
  readonly revision?: Revision | undefined;
  readonly author?: string | undefined;
  readonly branch: string;
  readonly trigger: string;
  readonly note?: string | undefined;
  /** What could not be read beside it. */
  readonly unread?: string | undefined;
  readonly rollbackOf?: string | undefined;
  readonly version: number;
  readonly startedAt: number;
  readonly endedAt?: number | undefined;
  readonly spent: Spent;
  readonly steps: readonly Step[];
  readonly sources: readonly LogSource[];
  /** Why the logs of some actions are not among them. */
  readonly unreadLogs?: string | undefined;
  readonly revisions: readonly RevisionView[];
  readonly variables: readonly VariableView[];
  readonly artifacts: readonly ArtifactView[];
  /** Approval actions that somebody was asked for, the newest first. */
  readonly approvals: readonly Pick<WaitingApproval, 'stage' | 'action'>[];
  /** Those of them that somebody is asked for now. */
  readonly waits: readonly WaitingApproval[];
  /** Executions to compare with, newest first. */
  readonly others: readonly Pick<ExecutionView, 'id' | 'revision' | 'startedAt' | 'status'>[];
  /** The stage that can be retried, and the last stage it has deployed to. */
  readonly retry?: string | undefined;
  readonly deployedTo?: string | undefined;
  readonly over: boolean;
  readonly readAt: number;
}

export interface ArtifactFiles {
  readonly name: string;
  readonly bytes: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
  /** Why it cannot be looked into. */ readonly problem?: string | undefined;
  /** What mends that. */ readonly help?: Help | undefined;
}

/** A line with the step that wrote it. */
export interface StepLine extends LogLine {
  readonly step: string;
  readonly source: string;
}

const ENTERING = /^\[Container\] \S+ \S+ Entering phase (\w+)/;

/** A build's lines with the phase each stands in (`begun`: the one that runs when they begin); what comes before the first phase belongs to the build. */
export function buildLines(
  lines: readonly LogLine[],
  source: Extract<LogSource, { kind: 'build' }>,
  begun = '',
): StepLine[] {
  let phase = begun;
  return lines.map((line) => {
    phase = ENTERING.exec(line.text)?.[1] ?? phase;
    return { ...line, step: phase ? `${source.key}/${phase}` : source.key, source: source.label };
  });
}

/** A target's lines; each names the lifecycle event it belongs to. */
export const targetLines = (
  lines: readonly (LogLine & { readonly event?: string | undefined })[],
  source: Extract<LogSource, { kind: 'target' }>,
): StepLine[] =>
  lines.map((line) => ({
    at: line.at,
    text: line.text,
    step: line.event ? `${source.key}/${line.event}` : source.key,
    source: line.event ? `${source.label} ${line.event}` : source.label,
  }));

/** All lines in the order of their time; of the same time, in the order of their sources. Each list is in order already. */
export function mergeLines(lists: readonly (readonly StepLine[])[]): StepLine[] {
  const merged: StepLine[] = [];
  const at = lists.map(() => 0);
  for (;;) {
    let best = -1;
    for (const [i, list] of lists.entries()) {
      const line = list[at[i] ?? 0];
      if (line && (best < 0 || line.at < (lists[best]?.[at[best] ?? 0]?.at ?? Infinity))) best = i;
    }
    const line = lists[best]?.[at[best] ?? 0];
    if (!line) return merged;
    merged.push(line);
    at[best] = (at[best] ?? 0) + 1;
  }
}

/** Whether a step is another one or lies below it. */
export const within = (key: string, ancestor: string): boolean =>
  key === ancestor || key.startsWith(`${ancestor}/`);

/**
 * The merged log folded where the writer changes: phase by phase, hook by hook. A part runs while its own step does, whatever
 * comes after it in the log; what a build wrote outside its phases runs only while the build has written nothing else.
 */
export function partsOf(
  lines: readonly StepLine[],
  steps: readonly Step[],
  sources: readonly LogSource[],
): Section[] {
  const byKey = new Map(steps.map((s) => [s.key, s]));
  const sourceOf = (key: string): string => sources.find((s) => within(key, s.key))?.key ?? key;
  const newest = new Map<string, string>();
  const parts: { step: string; source: string; from: number; to: number }[] = [];
  for (const [i, line] of lines.entries()) {
    newest.set(line.source, line.step);
    const part = parts.at(-1);
    if (part?.step === line.step) part.to = i + 1;
    else parts.push({ step: line.step, source: line.source, from: i, to: i + 1 });
  }
  return parts.map(({ step: key, source, from, to }) => {
    const step = byKey.get(key);
    const owner = byKey.get(sourceOf(key));
    // What came before the phases neither runs nor fails once a phase has begun.
    const passed = step
      ? newest.get(source) !== key && step === owner
      : isOver(owner?.status ?? NOT_STARTED);
    const status = passed ? statusOf('Succeeded') : step?.status;
    return {
      title: step?.kind === 'phase' ? `${source}: ${step.label}` : source,
      key: `${key} ${from}`,
      from,
      to,
      failed: status !== undefined && isFailure(status),
      status: status && (isOver(status) || isMoving(status)) ? status : undefined,
    };
  });
}
