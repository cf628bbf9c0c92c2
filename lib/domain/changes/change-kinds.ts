/** Everything that changes what runs goes through one dialog; these are its kinds. */
export const CHANGE_KINDS = [
  'approve',
  'reject',
  'release',
  'rollback',
  'redeploy',
  'retry',
  'stop',
  'close',
  'open',
  'override',
  'lift',
  'start-build',
  'rebuild',
  'stop-build',
  'delete',
  'stop-deployment',
  'stop-and-roll-back',
  'reroute',
  'terminate-original',
  'deploy-revision',
  'fire-drill',
  'start-instance',
  'stop-instance',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

const BUILD_KINDS: ReadonlySet<ChangeKind> = new Set(['start-build', 'rebuild', 'stop-build']);

const DEPLOYMENT_KINDS: ReadonlySet<ChangeKind> = new Set([
  'redeploy',
  'stop-deployment',
  'stop-and-roll-back',
  'reroute',
  'terminate-original',
  'deploy-revision',
  'fire-drill',
]);

const INSTANCE_KINDS: ReadonlySet<ChangeKind> = new Set(['start-instance', 'stop-instance']);

/** The service that accepts a change and shows it later; a quarantine is lifted in a log and in CodePipeline. */
export function acceptedBy(kind: ChangeKind): string {
  if (BUILD_KINDS.has(kind)) return 'CodeBuild';
  if (DEPLOYMENT_KINDS.has(kind)) return 'CodeDeploy';
  if (INSTANCE_KINDS.has(kind)) return 'EC2';
  return kind === 'lift' ? 'AWS' : 'CodePipeline';
}
