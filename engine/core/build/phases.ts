/** A build's phases in their order (AWS-SEMANTICS 1.5). */
export const PHASES = [
  'SUBMITTED',
  'QUEUED',
  'PROVISIONING',
  'DOWNLOAD_SOURCE',
  'INSTALL',
  'PRE_BUILD',
  'BUILD',
  'POST_BUILD',
  'UPLOAD_ARTIFACTS',
  'FINALIZING',
  'COMPLETED',
] as const;
export type Phase = (typeof PHASES)[number];
export type PhaseStatus =
  'SUCCEEDED' | 'FAILED' | 'FAULT' | 'TIMED_OUT' | 'IN_PROGRESS' | 'STOPPED';

/** The phases whose commands the buildspec gives. */
export const COMMAND_PHASES = ['install', 'pre_build', 'build', 'post_build'] as const;
export type CommandPhase = (typeof COMMAND_PHASES)[number];

/** What the buildspec wants after a failed phase. A retry is one of the whole build: this one goes no further. */
export type OnFailure =
  | { readonly action: 'ABORT' | 'CONTINUE' }
  | {
      readonly action: 'RETRY';
      readonly count: number;
      /** Matched against the failure's message. */ readonly pattern: string;
    }
  | undefined;

/**
 * What follows a phase. POST_BUILD runs after a failed BUILD, nothing runs after a failed INSTALL or PRE_BUILD, and
 * UPLOAD_ARTIFACTS is attempted after a failed BUILD or POST_BUILD. A stop or a time-out goes straight to FINALIZING.
 */
export function nextPhase(phase: Phase, status: PhaseStatus, onFailure: OnFailure): Phase {
  const following = PHASES[PHASES.indexOf(phase) + 1] ?? 'COMPLETED';
  if (status === 'SUCCEEDED' || phase === 'FINALIZING') return following;
  if (status !== 'FAILED') return 'FINALIZING';
  switch (phase) {
    case 'INSTALL':
    case 'PRE_BUILD':
      return onFailure?.action === 'CONTINUE' ? following : 'FINALIZING';
    case 'BUILD':
    case 'POST_BUILD':
      return onFailure === undefined || onFailure.action === 'CONTINUE' ? following : 'FINALIZING';
    default:
      return 'FINALIZING';
  }
}

/** A build is as good as its worst phase. */
export function buildStatus(
  phases: readonly { readonly phaseStatus?: PhaseStatus | undefined }[],
): PhaseStatus {
  for (const bad of ['FAULT', 'STOPPED', 'TIMED_OUT', 'FAILED'] as const)
    if (phases.some((p) => p.phaseStatus === bad)) return bad;
  return 'SUCCEEDED';
}
