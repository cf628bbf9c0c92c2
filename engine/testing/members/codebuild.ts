import { NO_SOURCE_PROJECT } from '../builds';
import { until } from '../wait';
import type { Any, Call, Calling, Calls } from './calls';

const ROLE = 'arn:aws:iam::000000000000:role/other';
const BATCH = { serviceRole: ROLE, restrictions: { maximumBuildsAllowed: 5 } };
const BUILDSPEC = 'version: 0.2\nphases: {build: {commands: [true]}}\n';
const BATCH_SPEC = JSON.stringify({
  version: 0.2,
  batch: { 'build-list': [{ identifier: 'one' }] },
  phases: { build: { commands: ['true'] } },
});
/** One build that succeeds, and one that fails. */
const HALF_SPEC = JSON.stringify({
  version: 0.2,
  batch: { 'build-list': [{ identifier: 'one' }, { identifier: 'two' }] },
  phases: { build: { commands: ['[ $CODEBUILD_BATCH_BUILD_IDENTIFIER = one ]'] } },
});
const S3_SOURCE = { type: 'S3', location: 'sources/one.zip', sourceIdentifier: 'second' };
const S3_ARTIFACTS = { type: 'S3', location: 'artifacts', artifactIdentifier: 'second' };
const ENVIRONMENT = NO_SOURCE_PROJECT.environment as object;

const project = async (c: Calling, name = c.n, more: object = {}): Promise<string> => {
  await c.call('codebuild:CreateProject', { ...NO_SOURCE_PROJECT, name, ...more });
  return name;
};
/** Everything of a project but what becomes of its source, which has an entry of its own. */
const SETTINGS = {
  description: 'd',
  secondarySources: [S3_SOURCE],
  sourceVersion: 'v',
  secondarySourceVersions: [{ sourceIdentifier: 'second', sourceVersion: 'v' }],
  secondaryArtifacts: [S3_ARTIFACTS],
  cache: { type: 'LOCAL', modes: ['LOCAL_CUSTOM_CACHE'] },
  timeoutInMinutes: 7,
  queuedTimeoutInMinutes: 7,
  encryptionKey: 'alias/mine',
  vpcConfig: { vpcId: 'vpc-1', subnets: ['subnet-1'], securityGroupIds: ['sg-1'] },
  logsConfig: { cloudWatchLogs: { status: 'DISABLED' } },
  fileSystemLocations: [
    {
      type: 'EFS',
      location: 'fs-1.efs.us-east-1.amazonaws.com:/',
      mountPoint: '/m',
      identifier: 'i',
    },
  ],
  buildBatchConfig: BATCH,
  concurrentBuildLimit: 3,
  autoRetryLimit: 2,
};
const projectNow = (c: Calling): Promise<unknown> =>
  c.call('codebuild:BatchGetProjects', { names: [c.n] });

/** What a build was asked for: the rest goes on while it is read. */
function asked(build: Any): unknown {
  const passing = new Set([
    'phases',
    'currentPhase',
    'buildStatus',
    'buildBatchStatus',
    'endTime',
    'startTime',
    'buildComplete',
    'complete',
    'buildGroups',
    'exportedEnvironmentVariables',
    'resolvedSourceVersion',
    'resolvedSecondarySourceVersions',
  ]);
  return Object.fromEntries(Object.entries(build as object).filter(([key]) => !passing.has(key)));
}
/** Nobody waits for it: what it was asked for is known. */
async function stop(c: Calling, member: string, id: string): Promise<void> {
  const operation = member === 'build' ? 'codebuild:StopBuild' : 'codebuild:StopBuildBatch';
  await c.call(operation, { id });
}

/** A second call with the same token is the same build. */
const twice =
  (operation: string, member: string) =>
  async (c: Calling, answer: Any, input: Any): Promise<unknown> => {
    const first = answer[member];
    const again = input.idempotencyToken ? (await c.call(operation, input))[member] : undefined;
    await stop(c, member, first.id as string);
    return [asked(first), again?.id === first.id];
  };
const OVERRIDES = {
  secondarySourcesOverride: [S3_SOURCE],
  secondarySourcesVersionOverride: [{ sourceIdentifier: 'second', sourceVersion: 'v' }],
  sourceVersion: 'v',
  artifactsOverride: { type: 'S3', location: 'artifacts' },
  secondaryArtifactsOverride: [S3_ARTIFACTS],
  environmentVariablesOverride: [{ name: 'A', value: 'b' }],
  sourceTypeOverride: 'S3',
  sourceLocationOverride: 'sources/other.zip',
  sourceAuthOverride: { type: 'SECRETS_MANAGER', resource: 'arn:aws:secretsmanager:none' },
  gitCloneDepthOverride: 7,
  gitSubmodulesConfigOverride: { fetchSubmodules: true },
  buildspecOverride: BUILDSPEC.replace('true', 'false'),
  insecureSslOverride: true,
  environmentTypeOverride: 'ARM_CONTAINER',
  imageOverride: 'aws/codebuild/standard:6.0',
  computeTypeOverride: 'BUILD_GENERAL1_LARGE',
  certificateOverride: 'artifacts/certificate.pem',
  cacheOverride: { type: 'LOCAL', modes: ['LOCAL_CUSTOM_CACHE'] },
  serviceRoleOverride: ROLE,
  privilegedModeOverride: true,
  queuedTimeoutInMinutesOverride: 7,
  encryptionKeyOverride: 'alias/mine',
  idempotencyToken: 'token',
  logsConfigOverride: { cloudWatchLogs: { status: 'DISABLED' } },
  registryCredentialOverride: {
    credential: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:s',
    credentialProvider: 'SECRETS_MANAGER',
  },
  imagePullCredentialsTypeOverride: 'SERVICE_ROLE',
};
const end = async (c: Calling, id: string): Promise<void> => {
  await until(`${id} ends`, async () => {
    const { builds } = await c.call('codebuild:BatchGetBuilds', { ids: [id] });
    return builds[0].buildComplete as boolean;
  });
};
const endBatch = async (c: Calling, id: string): Promise<void> => {
  await until(`${id} ends`, async () => {
    const { buildBatches } = await c.call('codebuild:BatchGetBuildBatches', { ids: [id] });
    return buildBatches[0].complete as boolean;
  });
};
const REPORT = JSON.stringify({
  version: 0.2,
  phases: {
    build: {
      commands: [
        `printf '<testsuite><testcase name="a"/><testcase name="b"><failure message="m"/></testcase></testsuite>' > r.xml`,
        `printf '<coverage><packages><package><classes><class filename="a.js" name="a"><lines><line number="1" hits="1"/></lines></class><class filename="b.js" name="b"><lines><line number="1" hits="0"/></lines></class></classes></package></packages></coverage>' > c.xml`,
      ],
    },
  },
  reports: {
    tests: { files: ['r.xml'] },
    coverage: { files: ['c.xml'], 'file-format': 'COBERTURAXML' },
  },
});
/** A project with two builds, two batches and two reports of each kind, all ended. */
const history = (c: Calling): Promise<{ tests: string; coverage: string; group: string }> =>
  c.once('builds', async () => {
    await project(c, 'members', { buildBatchConfig: BATCH });
    await project(c, 'members-two');
    const reports: string[] = [];
    for (let i = 0; i < 2; i++) {
      const { build } = await c.call('codebuild:StartBuild', {
        projectName: 'members',
        buildspecOverride: REPORT,
      });
      await end(c, build.id as string);
      const { builds } = await c.call('codebuild:BatchGetBuilds', { ids: [build.id] });
      reports.push(...(builds[0].reportArns as string[]));
      const { buildBatch } = await c.call('codebuild:StartBuildBatch', {
        projectName: 'members',
        buildspecOverride: BATCH_SPEC,
      });
      await endBatch(c, buildBatch.id as string);
    }
    const tests = reports.find((r) => r.includes('-tests')) ?? '';
    const coverage = reports.find((r) => r.includes('-coverage')) ?? '';
    return {
      tests,
      coverage,
      group: tests.replace(/:[^:]*$/, '').replace(':report/', ':report-group/'),
    };
  });
const withHistory = (more: object) => async (c: Calling) => {
  await history(c);
  return more;
};
/** Identities are the same word where answers are compared: their order is the number of each. */
const order = async (c: Calling, answer: Any): Promise<number[]> => {
  const listed = (answer.ids ?? answer.reports) as string[];
  const inOrder = await c.once(`order of ${listed.toSorted().join()}`, () =>
    Promise.resolve(listed),
  );
  return listed.map((id) => inOrder.indexOf(id));
};
const sorted = (more: object, members: object = {}): Call => ({
  input: withHistory(more),
  reads: order,
  members: { sortOrder: 'ASCENDING', sortBy: 'CREATED_TIME', ...members },
});
const reportGroup = async (c: Calling): Promise<string> => {
  const { reportGroup: made } = await c.call('codebuild:CreateReportGroup', {
    name: c.n,
    type: 'TEST',
    exportConfig: { exportConfigType: 'NO_EXPORT' },
  });
  return made.arn as string;
};
const groupNow = (c: Calling, arn: string): Promise<unknown> =>
  c.call('codebuild:BatchGetReportGroups', { reportGroupArns: [arn] });

export const codebuild: Calls = {
  'codebuild:CreateProject': {
    input: ({ n }) => ({ ...NO_SOURCE_PROJECT, name: n }),
    reads: projectNow,
    members: SETTINGS,
  },
  'codebuild:UpdateProject': {
    input: async (c) => ({ name: await project(c) }),
    reads: projectNow,
    members: {
      ...SETTINGS,
      source: { type: 'NO_SOURCE', buildspec: BUILDSPEC.replace('true', 'false') },
      artifacts: { type: 'S3', location: 'artifacts' },
      environment: { ...ENVIRONMENT, computeType: 'BUILD_GENERAL1_LARGE' },
      serviceRole: ROLE,
    },
  },
  'codebuild:CreateReportGroup': {
    input: ({ n }) => ({
      name: n,
      type: 'TEST',
      exportConfig: { exportConfigType: 'NO_EXPORT' },
    }),
    reads: (c, answer) => groupNow(c, answer.reportGroup.arn as string),
  },
  'codebuild:DeleteReportGroup': {
    input: async (c) => {
      await project(c);
      const { build } = await c.call('codebuild:StartBuild', {
        projectName: c.n,
        buildspecOverride: REPORT,
      });
      await end(c, build.id as string);
      const { reportGroups } = await c.call('codebuild:ListReportGroups');
      return { arn: reportGroups.find((arn: string) => arn.endsWith(`${c.n}-tests`)) as string };
    },
    refused: true,
    members: { deleteReports: true },
  },
  'codebuild:DescribeCodeCoverages': {
    input: async (c) => ({ reportArn: (await history(c)).coverage }),
    members: {
      sortOrder: 'DESCENDING',
      sortBy: 'LINE_COVERAGE_PERCENTAGE',
      minLineCoveragePercentage: 50,
      maxLineCoveragePercentage: 50,
    },
  },
  'codebuild:DescribeTestCases': {
    input: async (c) => ({ reportArn: (await history(c)).tests }),
    members: { filter: { status: 'FAILED' } },
  },
  'codebuild:GetReportGroupTrend': {
    input: async (c) => ({ reportGroupArn: (await history(c)).group, trendField: 'TOTAL' }),
    members: { numOfReports: 1 },
  },
  'codebuild:ImportSourceCredentials': {
    input: () => ({ token: 't', serverType: 'GITHUB', authType: 'PERSONAL_ACCESS_TOKEN' }),
    members: { username: 'ada', shouldOverwrite: false },
  },
  'codebuild:ListBuildBatches': sorted({}, { filter: { status: 'STOPPED' } }),
  'codebuild:ListBuildBatchesForProject': sorted(
    { projectName: 'members' },
    { projectName: 'members-two', filter: { status: 'STOPPED' } },
  ),
  'codebuild:ListBuilds': sorted({}),
  'codebuild:ListBuildsForProject': sorted({ projectName: 'members' }),
  'codebuild:ListProjects': {
    input: withHistory({}),
    members: { sortBy: 'CREATED_TIME', sortOrder: 'DESCENDING' },
  },
  'codebuild:ListReportGroups': {
    input: withHistory({}),
    members: { sortOrder: 'DESCENDING', sortBy: 'CREATED_TIME' },
  },
  'codebuild:ListReports': sorted({}, { filter: { status: 'GENERATING' } }),
  'codebuild:ListReportsForReportGroup': {
    input: async (c) => ({ reportGroupArn: (await history(c)).group }),
    reads: order,
    members: { sortOrder: 'ASCENDING', filter: { status: 'GENERATING' } },
  },
  'codebuild:ListSharedProjects': {
    input: withHistory({}),
    members: { sortBy: 'ARN', sortOrder: 'DESCENDING', maxResults: 1000 },
  },
  'codebuild:ListSharedReportGroups': {
    input: withHistory({}),
    members: { sortBy: 'ARN', sortOrder: 'DESCENDING', maxResults: 1000 },
  },
  'codebuild:RetryBuild': {
    input: async (c) => {
      const id = await c.once('a build', async () => {
        await history(c);
        const { ids } = await c.call('codebuild:ListBuildsForProject', { projectName: 'members' });
        return ids[0] as string;
      });
      return { id };
    },
    reads: twice('codebuild:RetryBuild', 'build'),
    members: { id: 'members:none', idempotencyToken: 'token-of-retry' },
  },
  'codebuild:RetryBuildBatch': {
    input: async (c) => {
      await project(c, c.n, { buildBatchConfig: BATCH });
      const { buildBatch } = await c.call('codebuild:StartBuildBatch', {
        projectName: c.n,
        buildspecOverride: HALF_SPEC,
      });
      await endBatch(c, buildBatch.id as string);
      return { id: buildBatch.id as string };
    },
    reads: async (c, answer, input) => [
      await twice('codebuild:RetryBuildBatch', 'buildBatch')(c, answer, input),
      answer.buildBatch.buildGroups.map((g: Any) => g.priorBuildSummaryList.length as number),
    ],
    members: { id: 'members:none', idempotencyToken: 'token', retryType: 'RETRY_FAILED_BUILDS' },
  },
  'codebuild:StartBuild': {
    input: async (c) => ({ projectName: await project(c) }),
    reads: twice('codebuild:StartBuild', 'build'),
    members: { ...OVERRIDES, timeoutInMinutesOverride: 7, autoRetryLimitOverride: 2 },
  },
  'codebuild:StartBuildBatch': {
    input: async (c) => ({
      projectName: await project(c, c.n, {
        buildBatchConfig: BATCH,
        source: { type: 'NO_SOURCE', buildspec: BATCH_SPEC },
      }),
    }),
    reads: twice('codebuild:StartBuildBatch', 'buildBatch'),
    members: {
      ...OVERRIDES,
      buildTimeoutInMinutesOverride: 7,
      buildBatchConfigOverride: { ...BATCH, timeoutInMins: 9 },
    },
  },
  'codebuild:UpdateReportGroup': {
    input: async (c) => ({ arn: await reportGroup(c) }),
    reads: (c, _answer, { arn }) => groupNow(c, arn as string),
    members: {
      exportConfig: {
        exportConfigType: 'S3',
        s3Destination: { bucket: 'reports', packaging: 'ZIP' },
      },
    },
  },
};
