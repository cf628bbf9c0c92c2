import { compileGlobs } from '../glob';
import type {
  ActionDeclaration,
  Declaration,
  GitFilter,
  GitPullRequestFilter,
  GitPushFilter,
} from './declaration';

/** What has happened in a repository behind a connection. `files` are the paths that changed. */
export type GitChange =
  | {
      readonly kind: 'branch';
      readonly branch: string;
      readonly commitId: string;
      readonly files: readonly string[];
    }
  | { readonly kind: 'tag'; readonly tag: string; readonly commitId: string }
  | {
      readonly kind: 'pull-request';
      readonly event: 'OPEN' | 'UPDATED' | 'CLOSED';
      readonly sourceBranch: string;
      readonly destinationBranch: string;
      readonly commitId: string;
      readonly files: readonly string[];
    };

/** Excludes beat includes; no includes means everything (AWS-SEMANTICS 3.5 [doc]). */
function passing(filter: GitFilter): (text: string) => boolean {
  const excluded = compileGlobs(filter.excludes ?? []);
  const included = filter.includes?.length ? compileGlobs(filter.includes) : () => true;
  return (text) => !excluded(text) && included(text);
}

const passes = (filter: GitFilter | undefined, text: string): boolean =>
  filter === undefined || passing(filter)(text);

/** At least one changed file that is included and not excluded. */
const touches = (filter: GitFilter | undefined, files: readonly string[]): boolean =>
  filter === undefined || files.some(passing(filter));

function pushed(filter: GitPushFilter, change: GitChange): boolean {
  if (change.kind === 'tag') return filter.tags !== undefined && passes(filter.tags, change.tag);
  return (
    change.kind === 'branch' &&
    filter.tags === undefined &&
    passes(filter.branches, change.branch) &&
    touches(filter.filePaths, change.files)
  );
}

function requested(filter: GitPullRequestFilter, change: GitChange): boolean {
  return (
    change.kind === 'pull-request' &&
    (!filter.events?.length || filter.events.includes(change.event)) &&
    passes(filter.branches, change.destinationBranch) &&
    touches(filter.filePaths, change.files)
  );
}

/**
 * Whether a change starts the pipeline through this source action. Several filters are OR; any trigger of the action
 * switches off the default, which is a push to its branch (AWS-SEMANTICS 3.5).
 */
export function triggers(d: Declaration, action: ActionDeclaration, change: GitChange): boolean {
  const own = d.triggers?.find(
    (t) => t.gitConfiguration.sourceActionName === action.name,
  )?.gitConfiguration;
  if (own)
    return (
      Boolean(own.push?.some((p) => pushed(p, change)) ?? false) ||
      Boolean(own.pullRequest?.some((p) => requested(p, change)) ?? false)
    );
  return (
    action.configuration?.['DetectChanges'] !== 'false' &&
    change.kind === 'branch' &&
    change.branch === action.configuration?.['BranchName']
  );
}
