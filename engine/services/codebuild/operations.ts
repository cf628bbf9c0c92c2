import type { Operations } from '../../ports/context';
import type { Internal } from '../../ports/module';
import { combineArtifacts } from './batch-artifacts';
import * as t from './batch-operations';
import { advanceBatch, readSpec } from './batch-run';
import * as b from './build-operations';
import * as o from './other-operations';
import * as p from './projects';
import * as g from './report-groups';
import * as r from './report-operations';
import { upload } from './ending';
import { clean, stopJob, timeoutJob } from './forced-end';
import { provision, queueTimeout } from './run';
import * as c from './source-credentials';
import { retryBuild, startBuild, startBuildInside } from './start-build';
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
  StartBuild: startBuild,
  StartBuildBatch: t.startBuildBatch,
  StopBuild: b.stopBuild,
  StopBuildBatch: t.stopBuildBatch,
  UpdateProject: p.updateProject,
  UpdateProjectVisibility: o.updateProjectVisibility,
  UpdateReportGroup: g.updateReportGroup,
} satisfies Operations;

export const internal: Internal<'codebuild'> = {
  startBuild: startBuildInside,
  startBuildBatch: t.startBatchInside,
  startCommands,
};

export const jobs = {
  'codebuild.batch': advanceBatch,
  'codebuild.batch-combine': combineArtifacts,
  'codebuild.batch-spec': readSpec,
  'codebuild.clean': clean,
  'codebuild.provision': provision,
  'codebuild.queue-timeout': queueTimeout,
  'codebuild.signal': stopJob,
  'codebuild.timeout': timeoutJob,
  'codebuild.upload': upload,
};

export { stop } from './forced-end';
export { recover } from './run';
