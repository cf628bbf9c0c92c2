import type { ActionFacts } from './action-facts';
import type { Approvals } from './approval';
import type { BuildDetail, TestsBetween } from './build-detail';
import type { BuildProjectView } from './build-project';
import type { Comparison, FileDiff } from './comparison';
import type { ArtifactFiles, ExecutionDetail } from './execution';
import type { Insights } from './insights';
import type { Creation, HighlightedLine, ProjectView } from './project';
import type { SearchIndex } from './search';
import type { Past } from './past';
import type { DeclarationView } from './pipeline-edit';
import type { Notifications } from './notifications';
import type { LogDiff } from './log-page';
import type { Origin } from './origin';
import type { Finding } from './whereabouts';
import type { Board, BuildView, DeploymentRow, DeploymentView, PipelineView } from './views';

/** What can be read and followed, and the shape of each. A topic is its name and what it is asked for: `build/ID`. */
export interface Topics {
  'action-facts': ActionFacts;
  approvals: Approvals;
  artifact: ArtifactFiles;
  'artifact-file': {
    readonly lines: readonly HighlightedLine[];
    readonly why?: string | undefined;
  };
  board: Board;
  build: BuildView;
  'build-detail': BuildDetail;
  'build-project': BuildProjectView;
  builds: BuildView[];
  compare: Comparison;
  declaration: DeclarationView;
  'declaration-version': { readonly text: string };
  deployment: DeploymentView;
  deployments: DeploymentRow[];
  execution: ExecutionDetail;
  'file-diff': FileDiff;
  find: Finding;
  insights: Insights;
  'log-diff': LogDiff;
  notifications: Notifications;
  origin: Origin;
  past: Past;
  pipeline: PipelineView;
  progress: Creation;
  project: ProjectView;
  search: SearchIndex;
  tests: TestsBetween;
}

export type TopicName = keyof Topics;

export const topic = (name: TopicName, ...args: readonly string[]): string =>
  [name, ...args.map(encodeURIComponent)].join('/');

export function parseTopic(text: string): { name: string; args: readonly string[] } | undefined {
  try {
    const [name = '', ...args] = text.split('/').map(decodeURIComponent);
    return { name, args };
  } catch (error) {
    // A stray percent sign: no topic of ours.
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
