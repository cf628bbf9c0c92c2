import type { Ctx, Operations } from '../../ports/context';
import type { Job } from '../../ports/store';
import * as b from './build-operations';
import { builds } from './builds';
import * as p from './projects';
import { clean, provision, upload } from './run';
import { retryBuild, startBuild } from './start-build';

export const operations = {
  BatchDeleteBuilds: b.batchDeleteBuilds,
  BatchGetBuilds: b.batchGetBuilds,
  BatchGetProjects: p.batchGetProjects,
  CreateProject: p.createProject,
  DeleteProject: p.deleteProject,
  ListBuilds: b.listBuilds,
  ListBuildsForProject: b.listBuildsForProject,
  ListProjects: p.listProjects,
  RetryBuild: retryBuild,
  StartBuild: startBuild,
  StopBuild: b.stopBuild,
  UpdateProject: p.updateProject,
} satisfies Operations;

export const jobs = {
  'codebuild.clean': clean,
  'codebuild.provision': provision,
  'codebuild.signal': (job: Job, ctx: Ctx): void => {
    const process = ctx.store.get(builds, job.key)?.process;
    if (process) ctx.machines.signal(process, 'SIGTERM');
  },
  'codebuild.upload': upload,
};

export { recover, stop } from './run';
