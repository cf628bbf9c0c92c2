import type { ActionFacts } from '@/lib/domain/executions/action-facts';
import type { Approvals } from '@/lib/domain/approvals/approval';
import type { BuildDetail, TestsBetween } from '@/lib/domain/builds/build-detail';
import type { BuildChange } from '@/lib/domain/builds/change';
import type { BuildFailure } from '@/lib/domain/builds/failure';
import type { DeploymentContext } from '@/lib/domain/deployments/deployment';
import type { Environments, EnvironmentView } from '@/lib/domain/deployments/environment';
import type { LoadBalancers, LoadBalancerView } from '@/lib/domain/traffic/load-balancer';
import type { TrafficMetrics } from '@/lib/domain/traffic/metrics';
import type { TrafficView } from '@/lib/domain/traffic/traffic';
import type { InstanceConsole } from '@/lib/domain/deployments/instance-console';
import type { BuildProjectView } from '@/lib/domain/builds/build-project';
import type { EvidenceView } from '@/lib/domain/evidence/view';
import type { Comparison, FileDiff } from '@/lib/domain/commits/comparison';
import type { ArtifactFiles, ExecutionDetail } from '@/lib/domain/executions/execution';
import type { BuildInsights } from '@/lib/domain/insights/builds';
import type { Insights } from '@/lib/domain/insights/insights';
import type { TestInsights } from '@/lib/domain/insights/tests';
import type { Creation, HighlightedLine, ProjectView } from '@/lib/domain/projects/project';
import type { SearchIndex } from '@/lib/domain/search';
import type { Past } from '@/lib/domain/executions/past';
import type { DeclarationView } from '@/lib/domain/pipelines/pipeline-edit';
import type { Notifications } from '@/lib/domain/notifications/notifications';
import type { Newest } from '@/lib/domain/list/newest';
import type { LogDiff } from '@/lib/domain/logs/log-page';
import type { Origin } from '@/lib/domain/account/origin';
import type { RecentCommits } from '@/lib/domain/commits/recent';
import type { Finding } from '@/lib/domain/commits/whereabouts';
import type {
  Board,
  BuildRow,
  BuildView,
  DeploymentView,
  ListedDeployment,
  PipelineView,
} from '@/lib/domain/views';

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
  'build-change': BuildChange;
  'build-detail': BuildDetail;
  'build-failure': BuildFailure;
  'build-project': BuildProjectView;
  /** So many pages of them; one where none is asked for. */
  builds: Newest<BuildRow>;
  commits: RecentCommits;
  compare: Comparison;
  declaration: DeclarationView;
  'declaration-version': { readonly text: string };
  deployment: DeploymentView;
  'deployment-context': DeploymentContext;
  /** Requests, errors and response times around it. */
  'deployment-metrics': TrafficMetrics;
  /** The balancer and the Auto Scaling groups around it. */
  'deployment-traffic': TrafficView;
  deployments: Newest<ListedDeployment>;
  environment: EnvironmentView;
  'environment-traffic': TrafficView;
  environments: Environments;
  /** What is read before an approval: pipeline, stage, action, execution. */
  evidence: EvidenceView;
  execution: ExecutionDetail;
  'file-diff': FileDiff;
  find: Finding;
  insights: Insights;
  'insights-builds': BuildInsights;
  'insights-tests': TestInsights;
  'instance-console': InstanceConsole;
  'load-balancer': LoadBalancerView;
  'load-balancer-metrics': TrafficMetrics;
  'load-balancers': LoadBalancers;
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
