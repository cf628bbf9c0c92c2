import type { CheckSubject } from './domain/changes/check';

/** Every address of ours, once. */
export const routes = {
  board: '/',
  newProject: '/projects/new',
  newProjectFrom: (template: string) => `/projects/new?template=${encodeURIComponent(template)}`,
  approvals: '/approvals',
  pipelines: '/pipelines',
  builds: '/builds',
  deployments: '/deployments',
  environments: '/environments',
  loadBalancers: '/load-balancers',
  insights: '/insights',
  settings: '/settings',
  commitsOf: (pipeline: string) => `/commits?pipeline=${encodeURIComponent(pipeline)}`,
  /** Of one CodeBuild project, of one application of CodeDeploy; of all without a name. */
  buildsOf: (project?: string) =>
    project === undefined ? '/builds' : `/builds?project=${encodeURIComponent(project)}`,
  deploymentsOf: (application?: string) =>
    application === undefined
      ? '/deployments'
      : `/deployments?application=${encodeURIComponent(application)}`,
  insightsOf: (pipeline: string) => `/insights?pipeline=${encodeURIComponent(pipeline)}`,
  commits: (query = '') => (query ? `/commits?q=${encodeURIComponent(query)}` : '/commits'),
  commitsBy: (author: string) => `/commits?author=${encodeURIComponent(author)}`,
  project: (name: string) => `/projects/${encodeURIComponent(name)}`,
  progress: (name: string, stack: string) =>
    `/projects/${encodeURIComponent(name)}/progress?stack=${encodeURIComponent(stack)}`,
  /** Of a project; a pipeline without one has the same page under its own address. */
  projectSettings: (name: string) => `/projects/${encodeURIComponent(name)}/settings`,
  pipeline: (name: string) => `/pipelines/${encodeURIComponent(name)}`,
  pipelineSettings: (name: string) => `/pipelines/${encodeURIComponent(name)}/settings`,
  editPipeline: (name: string) => `/pipelines/${encodeURIComponent(name)}/edit`,
  execution: (name: string, id: string) =>
    `/pipelines/${encodeURIComponent(name)}/executions/${encodeURIComponent(id)}`,
  artifacts: (name: string, id: string) =>
    `/pipelines/${encodeURIComponent(name)}/executions/${encodeURIComponent(id)}?tab=artifacts`,
  evidence: (name: string, id: string) =>
    `/pipelines/${encodeURIComponent(name)}/executions/${encodeURIComponent(id)}?tab=evidence`,
  buildProject: (name: string) => `/builds/projects/${encodeURIComponent(name)}`,
  build: (id: string) => `/builds/${encodeURIComponent(id)}`,
  deployment: (id: string) => `/deployments/${encodeURIComponent(id)}`,
  environment: (application: string, group: string) =>
    `/environments/${encodeURIComponent(application)}/${encodeURIComponent(group)}`,
  loadBalancer: (name: string) => `/load-balancers/${encodeURIComponent(name)}`,
  api: {
    signOut: '/api/session/sign-out',
    signOutEverywhere: '/api/session/sign-out-everywhere',
    read: (topic: string) => `/api/read/${topic}`,
    live: (topics: readonly string[]) =>
      `/api/live?${topics.map((t) => `t=${encodeURIComponent(t)}`).join('&')}`,
    check: (key: string, subject: CheckSubject) =>
      `/api/changes/${key}?${new URLSearchParams(Object.entries(subject).map(([k, v]) => [k, String(v)])).toString()}`,
    preview: (query: string) => `/api/changes/preview?${query}`,
    inSight: (names: readonly string[]) =>
      `/api/pipelines/in-sight?${names.map((n) => `name=${encodeURIComponent(n)}`).join('&')}`,
    pipelinePlan: '/api/pipelines/plan',
    evidenceImage: (
      pipeline: string,
      execution: string,
      { artifact, path }: { readonly artifact: string; readonly path: string },
    ) =>
      `/api/pipelines/evidence-image?${new URLSearchParams({ pipeline, execution, artifact, path }).toString()}`,
    starters: '/api/projects/starters',
    application: (project: string, stage: string) =>
      `/api/projects/application?${new URLSearchParams({ project, stage }).toString()}`,
    networks: '/api/projects/networks',
    connections: '/api/projects/connections',
    connection: (arn: string) => `/api/projects/connections?arn=${encodeURIComponent(arn)}`,
    projectPlan: (query: string) => `/api/projects/plan?${query}`,
    placement: (query: string) => `/api/projects/placement?${query}`,
    quotas: (query: string) => `/api/projects/quotas?${query}`,
    projectName: (name: string) => `/api/projects/name?name=${encodeURIComponent(name)}`,
    templateFile: (template: string, path: string) =>
      `/api/projects/file?template=${encodeURIComponent(template)}&path=${encodeURIComponent(path)}`,
    buildLines: (id: string, ask: Readonly<Record<string, string>>) =>
      `/api/builds/${encodeURIComponent(id)}/lines?${new URLSearchParams(ask).toString()}`,
    buildSearch: (id: string, ask: Readonly<Record<string, string>>) =>
      `/api/builds/${encodeURIComponent(id)}/search?${new URLSearchParams(ask).toString()}`,
    buildArtifact: (id: string, name: string, path = '') =>
      `/api/builds/${encodeURIComponent(id)}/artifact?${new URLSearchParams({ name, ...(path ? { path } : {}) }).toString()}`,
    buildRaw: (id: string) => `/api/builds/${encodeURIComponent(id)}/raw`,
    picture: (deployment: string) => `/api/deployments/${encodeURIComponent(deployment)}/picture`,
    targetLog: (deployment: string, target: string, after: string) =>
      `/api/deployments/${encodeURIComponent(deployment)}/log?${new URLSearchParams({ target, after }).toString()}`,
    hookLog: (deployment: string, target: string, event: string, after: string) =>
      `/api/deployments/${encodeURIComponent(deployment)}/log?${new URLSearchParams({ target, event, after }).toString()}`,
  },
} as const;
