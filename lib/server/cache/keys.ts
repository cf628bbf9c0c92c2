import 'server-only';

/** What can be read of an account, and what tells one such read from another. */
interface Reads {
  'action-cause': [actionExecution: string];
  'action-facts': [actionExecution: string];
  actions: [pipeline: string, execution: string];
  addresses: [project: string];
  'application-groups': [application: string];
  'application-page': [url: string, release: string];
  'application-pipeline': [application: string];
  applications: [];
  archive: [bucket: string, key: string];
  artifact: [bucket: string, key: string];
  'artifact-content': [bucket: string, key: string, version: string];
  'artifact-evidence': [bucket: string, key: string, version: string, sources: string];
  'artifact-file': [bucket: string, key: string, path: string];
  batches: [ids: string];
  build: [id: string];
  'build-artifact': [bucket: string, key: string];
  'build-change': [build: string];
  'build-failure': [build: string];
  /** What is kept of an account's builds, or of those of some projects (by comma), back to a day. */
  'build-history': [projects: string, fromDay: number];
  'build-log-tail': [build: string];
  'build-info': [id: string];
  'build-project': [name: string];
  'auto-scaling-groups': [names: string];
  builds: [pages: number];
  'builds-before': [build: string];
  'change-size': [pipeline: string, from: string, to: string];
  'codedeploy-leftovers': [deployment: string];
  'codedeploy-revision': [deployment: string];
  commit: [repository: string, commit: string];
  'commit-author': [repository: string, commit: string];
  comparison: [pipeline: string, from: string, to: string];
  declaration: [pipeline: string, version: number | 'newest', updatedAt: number];
  'declared-resources': [stack: string];
  deletion: [project: string];
  deployment: [id: string];
  'deployment-config': [name: string];
  'deployment-context': [id: string];
  'deployment-info': [id: string];
  'deployment-count': [id: string];
  'deployment-group': [application: string, group: string];
  'deployment-installs': [deployment: string];
  'deployment-metrics': [id: string];
  'deployment-traffic': [id: string];
  deployments: [pages: number];
  differences: [repository: string, before: string, after: string];
  'engine-picture': [deployment: string];
  environment: [application: string, group: string];
  'environment-address': [application: string, group: string];
  'environment-traffic': [application: string, group: string];
  evidence: [pipeline: string, stage: string, action: string, execution: string];
  execution: [pipeline: string, id: string];
  'evidence-copy': [project: string, at: number, hash: string];
  'ended-build': [id: string];
  'execution-detail': [pipeline: string, id: string];
  'execution-if-kept': [pipeline: string, id: string];
  'file-diff': [pipeline: string, from: string, to: string, source: string, path: string];
  'first-change': [template: string];
  'git-connection': [arn: string];
  'git-connections': [];
  'group-history': [application: string, group: string];
  'has-buildspec': [repository: string, branch: string];
  health: [url: string];
  history: [pipeline: string, fromDay: number, newest: string];
  'holds-commit': [repository: string, revision: string, commit: string];
  'hook-cause': [deployment: string, target: string, event: string];
  'hook-lines': [deployment: string, target: string, token: string];
  identity: [];
  'instance-console': [instance: string];
  journal: [project: string];
  'load-balancer': [name: string];
  'load-balancer-metrics': [name: string];
  'load-balancer-list': [];
  'load-balancers': [arns: string];
  'log-diff': [before: string, after: string, lines: number, linesAfter: number];
  'moving-builds': [];
  'moving-deployments': [];
  networks: [];
  'notification-events': [kind: string];
  notifications: [pipeline: string];
  owner: [pipeline: string, arn: string];
  passed: [pipeline: string, stage: string, execution: string];
  permission: [person: string, action: string, resource: string];
  pipeline: [name: string];
  'pipeline-labels': [name: string, arn: string];
  'pipeline-tags': [name: string, arn: string];
  pipelines: [];
  progress: [project: string, stack: string];
  'project-deployments': [project: string];
  readme: [repository: string, commit: string];
  'recent-commits': [];
  'report-cases': [report: string];
  'report-coverage': [report: string];
  'report-summary': [report: string];
  'report-tests': [report: string];
  reports: [build: string];
  resources: [stack: string];
  role: [name: string];
  'scaling-activities': [group: string, since: number];
  search: [];
  stack: [project: string];
  stacks: [];
  'stage-address': [project: string, stage: string];
  'target-groups': [names: string];
  'target-health': [arn: string];
  'template-languages': [];
  'template-proofs': [];
  'vpc-routes': [vpc: string];
  'waiting-deployments': [];
}

/** What a change or an event can name. */
interface Tags {
  /** All that was read in passing: a change was made here. */
  account: [];
  build: [id: string];
  /** Settings of build projects, and what shows them. */
  'build-projects': [];
  /** The list of builds. */
  builds: [];
  deployment: [id: string];
  /** The list of deployments. */
  deployments: [];
  notifications: [];
  pipeline: [name: string];
  /** Which pipelines there are. */
  pipelines: [];
}

type Tuples<T extends object> = {
  [K in keyof T]: T[K] extends readonly unknown[] ? readonly [K, ...T[K]] : never;
}[keyof T];

export type Kind = keyof Reads;
/** One read: its kind, then what it is of. */
export type Key<K extends Kind = Kind> = Tuples<Pick<Reads, K>>;
export type Tag = Tuples<Tags>;

/** One text for one key or tag. */
export const textOf = (of: Key | Tag): string => JSON.stringify(of);
