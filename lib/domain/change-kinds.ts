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
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];
