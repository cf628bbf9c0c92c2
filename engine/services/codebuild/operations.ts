import type { Ctx, Operations } from '../../ports/context';
import type { Job } from '../../ports/store';
import { combineArtifacts } from './batch-artifacts';
import * as t from './batch-operations';
import { advanceBatch, readSpec } from './batch-run';
import * as b from './build-operations';
import { builds, isRunning } from './builds';
import * as o from './other-operations';
import * as p from './projects';
import * as g from './report-groups';
import * as r from './report-operations';
import { upload } from './ending';
import { clean, provision, queueTimeout } from './run';
import * as c from './source-credentials';
import { retryBuild, startBuild } from './start-build';
import { startCommands } from './start-commands';

export const operations = {
  BatchDeleteBuilds: b.batchDeleteBuilds,
  BatchGetBuildBatches: t.batchGetBuildBatches,
  BatchGetBuilds: b.batchGetBuilds,
  BatchGetProjects: p.batchGetProjects,
  BatchGetReportGroups: g.batchGetReportGroups,
  BatchGetReports: r.batchGetReports,
  CreateProject: p.createProject,
  CreateReportGroup: g.createReportGroup,
  DeleteBuildBatch: t.deleteBuildBatch,
  DeleteProject: p.deleteProject,
  DeleteReport: r.deleteReport,
  DeleteReportGroup: g.deleteReportGroup,
  DeleteResourcePolicy: o.deleteResourcePolicy,
  DeleteSourceCredentials: c.deleteSourceCredentials,
  DescribeCodeCoverages: r.describeCodeCoverages,
  DescribeTestCases: r.describeTestCases,
  GetReportGroupTrend: r.getReportGroupTrend,
  GetResourcePolicy: o.getResourcePolicy,
  ImportSourceCredentials: c.importSourceCredentials,
  InvalidateProjectCache: p.invalidateProjectCache,
  ListBuildBatches: t.listBuildBatches,
  ListBuildBatchesForProject: t.listBuildBatchesForProject,
  ListBuilds: b.listBuilds,
  ListBuildsForProject: b.listBuildsForProject,
  ListCuratedEnvironmentImages: o.listCuratedEnvironmentImages,
  ListProjects: p.listProjects,
  ListReportGroups: g.listReportGroups,
  ListReports: r.listReports,
  ListReportsForReportGroup: r.listReportsForReportGroup,
  ListSharedProjects: o.listSharedProjects,
  ListSharedReportGroups: o.listSharedReportGroups,
  ListSourceCredentials: c.listSourceCredentials,
  PutResourcePolicy: o.putResourcePolicy,
  RetryBuild: retryBuild,
  RetryBuildBatch: t.retryBuildBatch,
  StarboardCommands: startCommands,
  StartBuild: startBuild,
  StartBuildBatch: t.startBuildBatch,
  StopBuild: b.stopBuild,
  StopBuildBatch: t.stopBuildBatch,
  UpdateProject: p.updateProject,
  UpdateProjectVisibility: o.updateProjectVisibility,
  UpdateReportGroup: g.updateReportGroup,
} satisfies Operations;

const LISTENING_MS = 30;

export const jobs = {
  'codebuild.batch': advanceBatch,
  'codebuild.batch-combine': combineArtifacts,
  'codebuild.batch-spec': readSpec,
  'codebuild.clean': clean,
  'codebuild.provision': provision,
  'codebuild.queue-timeout': queueTimeout,
  'codebuild.signal': (job: Job, ctx: Ctx): void => {
    const build = ctx.store.get(builds, job.key);
    if (!build?.process || build.over || !isRunning(build)) return;
    // A runner that has not written its first line yet cannot hear: the signal would end it without a word.
    if (build.sandbox === undefined) ctx.enqueue('codebuild.signal', build.id, undefined, ctx.clock.now() + LISTENING_MS);
    else ctx.machines.signal(build.process, 'SIGTERM');
  },
  'codebuild.upload': upload,
};

export { recover, stop } from './run';
