/** Every address of ours, once. */
export const routes = {
  board: '/', newProject: '/projects/new', approvals: '/approvals', pipelines: '/pipelines', builds: '/builds', deployments: '/deployments',
  project: (name: string) => `/projects/${encodeURIComponent(name)}`,
  pipeline: (name: string) => `/pipelines/${encodeURIComponent(name)}`,
  build: (id: string) => `/builds/${encodeURIComponent(id)}`,
  deployment: (id: string) => `/deployments/${encodeURIComponent(id)}`,
  api: {
    board: '/api/board',
    pipeline: (name: string) => `/api/pipelines/${encodeURIComponent(name)}`,
    build: (id: string) => `/api/builds/${encodeURIComponent(id)}`,
    builds: '/api/builds',
    buildLog: (id: string, after: string) => `/api/builds/${encodeURIComponent(id)}/log?after=${encodeURIComponent(after)}`,
    deployment: (id: string) => `/api/deployments/${encodeURIComponent(id)}`,
    deployments: '/api/deployments',
  },
} as const;
