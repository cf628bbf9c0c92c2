import type { BuildEntry, ReportEntry } from './journal';
import { buildStatus, type Phase, type PhaseStatus } from './phases';

export interface BuildPhaseState {
  readonly phaseType: Phase;
  readonly phaseStatus?: PhaseStatus | undefined;
  readonly startTime: number;
  readonly endTime?: number | undefined;
  readonly contexts?: readonly { statusCode: string; message: string }[] | undefined;
}

export interface BuildArtifact {
  readonly id: string;
  readonly file: string;
  readonly files: number;
  readonly name?: string | undefined;
  readonly prefix?: string | undefined;
  readonly sha256: string;
  readonly md5: string;
}

/** A build as the machine knows it. While it runs `buildStatus` is IN_PROGRESS and there is no end. */
export interface BuildState {
  readonly phases: readonly BuildPhaseState[];
  readonly currentPhase: Phase;
  readonly buildStatus: PhaseStatus;
  readonly endTime?: number | undefined;
  readonly artifacts?: readonly BuildArtifact[] | undefined;
  readonly reports?: readonly Pick<ReportEntry, 'group' | 'format' | 'file' | 'raw'>[] | undefined;
  readonly notices?: readonly string[] | undefined;
  /** How often the failed phase's `on-failure` wants the build tried again. */
  readonly retries?: number | undefined;
  readonly exported?: readonly { name: string; value: string }[] | undefined;
}

/** What must follow a step: published events and, at the end, the artifact's upload. */
export type BuildCommand =
  { readonly type: 'phase-changed'; readonly phase: BuildPhaseState } | { readonly type: 'ended' };

export interface Step {
  readonly state: BuildState;
  readonly commands: readonly BuildCommand[];
}

export function begin(now: number): BuildState {
  return {
    phases: [
      { phaseType: 'SUBMITTED', phaseStatus: 'SUCCEEDED', startTime: now, endTime: now },
      { phaseType: 'QUEUED', startTime: now },
    ],
    currentPhase: 'QUEUED',
    buildStatus: 'IN_PROGRESS',
  };
}

function startPhase(state: BuildState, phase: Phase, at: number): BuildState {
  return {
    ...state,
    currentPhase: phase,
    phases: [...state.phases, { phaseType: phase, startTime: at }],
  };
}

function endPhase(
  state: BuildState,
  phase: Phase,
  status: PhaseStatus,
  context: { statusCode: string; message: string } | undefined,
  at: number,
): Step {
  const phases = state.phases.map((p): BuildPhaseState =>
    p.phaseType === phase && p.phaseStatus === undefined
      ? { ...p, phaseStatus: status, endTime: at, contexts: context && [context] }
      : p,
  );
  const ended = phases.find((p) => p.phaseType === phase && p.endTime === at);
  return {
    state: { ...state, phases },
    commands: ended ? [{ type: 'phase-changed', phase: ended }] : [],
  };
}

/** Ends a build: what runs gets `status`, FINALIZING and COMPLETED follow. */
export function finish(
  state: BuildState,
  status: PhaseStatus,
  context: { statusCode: string; message: string },
  at: number,
): Step {
  if (state.endTime !== undefined) return { state, commands: [] };
  const open = state.phases.find((p) => p.phaseStatus === undefined && p.phaseType !== 'COMPLETED');
  const ended = open
    ? endPhase(state, open.phaseType, status, context, at)
    : { state, commands: [] };
  const phases: BuildPhaseState[] = [...ended.state.phases];
  if (!phases.some((p) => p.phaseType === 'FINALIZING'))
    phases.push({ phaseType: 'FINALIZING', phaseStatus: 'SUCCEEDED', startTime: at, endTime: at });
  phases.push({ phaseType: 'COMPLETED', startTime: at });
  const worst = buildStatus(phases);
  return {
    state: {
      ...ended.state,
      phases,
      currentPhase: 'COMPLETED',
      buildStatus: worst === 'SUCCEEDED' ? status : worst,
      endTime: at,
    },
    commands: [...ended.commands, { type: 'ended' }],
  };
}

/** One entry of the runner's journal applied. An entry after the end changes nothing. */
export function step(state: BuildState, entry: BuildEntry): Step {
  if (state.endTime !== undefined) return { state, commands: [] };
  switch (entry.type) {
    case 'started': {
      const queued = endPhase(state, 'QUEUED', 'SUCCEEDED', undefined, entry.at);
      return {
        state: startPhase(queued.state, 'PROVISIONING', entry.at),
        commands: queued.commands,
      };
    }
    case 'phase-started':
      return state.phases.some((p) => p.phaseType === entry.phase)
        ? { state, commands: [] }
        : { state: startPhase(state, entry.phase, entry.at), commands: [] };
    case 'phase-ended':
      return endPhase(
        state,
        entry.phase,
        entry.status,
        { statusCode: entry.code, message: entry.message },
        entry.at,
      );
    case 'artifact': {
      const { id, file, files, name, prefix, sha256, md5 } = entry;
      return {
        state: {
          ...state,
          artifacts: [
            ...(state.artifacts ?? []).filter((a) => a.id !== id),
            { id, file, files, name, prefix, sha256, md5 },
          ],
        },
        commands: [],
      };
    }
    case 'report': {
      const { group, format, file, raw } = entry;
      return {
        state: {
          ...state,
          reports: [
            ...(state.reports ?? []).filter((r) => r.file !== file),
            { group, format, file, ...(raw === undefined ? {} : { raw }) },
          ],
        },
        commands: [],
      };
    }
    case 'notice':
      return {
        state: {
          ...state,
          notices: [...(state.notices ?? []).filter((n) => n !== entry.text), entry.text],
        },
        commands: [],
      };
    case 'retry-wanted':
      return { state: { ...state, retries: entry.count }, commands: [] };
    case 'exported':
      return { state: { ...state, exported: entry.variables }, commands: [] };
    case 'ended':
      return finish(state, 'SUCCEEDED', { statusCode: '', message: '' }, entry.at);
    case 'output':
      return { state, commands: [] };
  }
}
