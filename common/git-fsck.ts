/**
 * Mistakes that old tools made and that harm nobody: repositories with years behind them have them, and GitHub takes them
 * too. Everything else that git calls an error is refused: entries named `..` or `.git`, tree modes that are none,
 * submodules whose address or path is an option of git's.
 */
const HARMLESS = [
  'badTimezone',
  'missingEmail',
  'missingNameBeforeEmail',
  'missingSpaceBeforeDate',
  'missingSpaceBeforeEmail',
  'multipleAuthors',
  'zeroPaddedDate',
  'zeroPaddedFilemode',
];

/** Options by which git checks every object that comes in, from a push or a fetch. */
export const FSCK: readonly string[] = [
  '-c',
  'transfer.fsckObjects=true',
  ...['receive', 'fetch'].flatMap((side) =>
    HARMLESS.flatMap((id) => ['-c', `${side}.fsck.${id}=warn`]),
  ),
];
