/** Every address of ours, once. */
export const routes = {
  board: '/', newProject: '/projects/new', approvals: '/approvals', pipelines: '/pipelines', builds: '/builds', deployments: '/deployments',
  project: (name: string) => `/projects/${encodeURIComponent(name)}`,
  progress: (name: string, stack: string) => `/projects/${encodeURIComponent(name)}/progress?stack=${encodeURIComponent(stack)}`,
  pipeline: (name: string) => `/pipelines/${encodeURIComponent(name)}`,
  execution: (name: string, id: string) => `/pipelines/${encodeURIComponent(name)}/executions/${encodeURIComponent(id)}`,
  build: (id: string) => `/builds/${encodeURIComponent(id)}`,
  deployment: (id: string) => `/deployments/${encodeURIComponent(id)}`,
  api: {
    read: (topic: string) => `/api/read/${topic}`,
    live: (topics: readonly string[]) => `/api/live?${topics.map((t) => `t=${encodeURIComponent(t)}`).join('&')}`,
    changes: '/api/changes',
    preview: (query: string) => `/api/changes/preview?${query}`,
    projects: '/api/projects',
    networks: '/api/projects/networks',
    projectPlan: (query: string) => `/api/projects/plan?${query}`,
    projectName: (name: string) => `/api/projects/name?name=${encodeURIComponent(name)}`,
    templateFile: (template: string, path: string) => `/api/projects/file?template=${encodeURIComponent(template)}&path=${encodeURIComponent(path)}`,
    buildLog: (id: string, after: string) => `/api/builds/${encodeURIComponent(id)}/log?after=${encodeURIComponent(after)}`,
    targetLog: (deployment: string, target: string, after: string) => `/api/deployments/${encodeURIComponent(deployment)}/log?${new URLSearchParams({ target, after }).toString()}`,
    hookLog: (deployment: string, target: string, event: string, after: string) => `/api/deployments/${encodeURIComponent(deployment)}/log?${new URLSearchParams({ target, event, after }).toString()}`,
  },
} as const;
