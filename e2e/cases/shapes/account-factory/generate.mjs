/**
 * Writes aws.json and expect.json: 160 pipelines of an account factory, one an account, of three kinds. What the pages
 * must say of each kind was written by hand in the three templates at the end.
 *
 * Run: node e2e/cases/shapes/account-factory/generate.mjs
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';

const NOW = 1795867200;
const DAY = 86400;
const REGION = 'ca-central-1';
const FACTORY = '111122223333';
const BUCKET = 'aft-customizations-pipeline-111122223333';
const ROLE = `arn:aws:iam::${FACTORY}:role/aft-codepipeline-customizations-role`;

const hex = (text) => createHash('sha256').update(text).digest('hex');
const uuid = (text) => {
  const h = hex(text);
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20, 32)}`;
};
const commit = (name) => hex(name).slice(0, 40);
const seconds = (value) => Math.round(value * 1000) / 1000;

/** The two repositories that every account follows. */
const REPOSITORIES = ['aft-global-customizations', 'aft-account-customizations'];
const COMMITS = {
  global1: { repository: 0, message: 'Block public buckets in every account', at: NOW - 45 * DAY },
  account1: { repository: 1, message: 'Budget alarms for sandbox accounts', at: NOW - 31 * DAY },
  account2: { repository: 1, message: 'Retire the old VPC endpoints', at: NOW - 7200 },
};
const commitUrl = (name) =>
  `https://console.aws.amazon.com/codecommit/home?region=${REGION}#/repository/${REPOSITORIES[COMMITS[name].repository]}/commit/${commit(name)}`;

/** Every sixteenth of 160 has failed, three of sixteen wait, the others are quiet. */
const kindOf = (index) => {
  if (index % 16 === 5) return 'failed';
  return [3, 9, 14].includes(index % 16) ? 'waiting' : 'quiet';
};
const accounts = Array.from({ length: 160 }, (_, index) => {
  const account = String(200000000000 + index * 37 + 11);
  return {
    account,
    kind: kindOf(index),
    name: `${account}-customizations-pipeline`,
    first: NOW - 30 * DAY - index * 60,
    second: NOW - 3600 - index * 60,
  };
});

const action = (name, category, provider, configuration, inputs, outputs) => ({
  name,
  actionTypeId: { category, owner: 'AWS', provider, version: '1' },
  runOrder: 1,
  configuration,
  outputArtifacts: outputs.map((artifact) => ({ name: artifact })),
  inputArtifacts: inputs.map((artifact) => ({ name: artifact })),
});
const SOURCES = REPOSITORIES.map((repository, index) =>
  action(
    repository,
    'Source',
    'CodeCommit',
    { BranchName: 'main', PollForSourceChanges: 'false', RepositoryName: repository },
    [],
    [`source-${index ? 'account' : 'global'}`],
  ),
);
const inputs = ['source-global', 'source-account'];
const STAGES = {
  quiet: () => [
    { name: 'Repositories', actions: SOURCES },
    {
      name: 'Customizations',
      actions: [
        action(
          'Apply-Customizations',
          'Build',
          'CodeBuild',
          { PrimarySource: 'source-global', ProjectName: 'aft-customizations-terraform' },
          inputs,
          [],
        ),
      ],
    },
  ],
  waiting: () => [
    { name: 'Repositories', actions: SOURCES },
    { name: 'Review', actions: [action('Owner-Review', 'Approval', 'Manual', {}, [], [])] },
    {
      name: 'Apply-To-Account',
      actions: [
        action(
          'Terraform-Apply',
          'Build',
          'CodeBuild',
          { PrimarySource: 'source-account', ProjectName: 'aft-account-terraform' },
          inputs,
          [],
        ),
      ],
    },
  ],
  failed: (account) => [
    { name: 'Repositories', actions: SOURCES },
    {
      name: 'Landing-Zone',
      actions: [
        action(
          'Baseline',
          'Deploy',
          'CloudFormation',
          {
            ActionMode: 'CREATE_UPDATE',
            StackName: `baseline-${account}`,
            TemplatePath: 'source-global::baseline.yml',
          },
          inputs,
          [],
        ),
      ],
    },
  ],
};

const entityUrl = ({ actionTypeId: { provider }, configuration }) =>
  ({
    CodeCommit: `https://console.aws.amazon.com/codecommit/home?region=${REGION}#/repository/${configuration.RepositoryName}/browse/main/--/`,
    CodeBuild: `https://console.aws.amazon.com/codebuild/home?region=${REGION}#/projects/${configuration.ProjectName}/view`,
    CloudFormation: `https://console.aws.amazon.com/cloudformation/home?region=${REGION}#/`,
  })[provider];

const buildUrl = (build) =>
  `https://console.aws.amazon.com/codebuild/home?region=${REGION}#/builds/${build}/view/new`;
const stackId = (account) =>
  `arn:aws:cloudformation:${REGION}:${FACTORY}:stack/baseline-${account}/${uuid(`stack ${account}`)}`;
const stackUrl = (account) =>
  `https://console.aws.amazon.com/cloudformation/home?region=${REGION}#/stack/detail?stackId=${stackId(account)}`;

/** What an action answered: its result, and how the state tells it. */
function result(of, one, status, revisions) {
  const { provider } = of.actionTypeId;
  if (provider === 'CodeCommit') {
    const name = revisions[SOURCES.indexOf(of)];
    return {
      externalExecutionId: commit(name),
      externalExecutionSummary: COMMITS[name].message,
      externalExecutionUrl: commitUrl(name),
    };
  }
  if (provider === 'CodeBuild') {
    const build = `${of.configuration.ProjectName}:${uuid(`build ${one}`)}`;
    return { externalExecutionId: build, externalExecutionUrl: buildUrl(build) };
  }
  if (provider === 'Manual') return { externalExecutionId: uuid(`token ${one}`) };
  const account = of.configuration.StackName.slice('baseline-'.length);
  return {
    externalExecutionId: stackId(account),
    externalExecutionSummary: `Stack baseline-${account} is in status ${status === 'Failed' ? 'UPDATE_ROLLBACK_COMPLETE' : 'UPDATE_COMPLETE'}.`,
    externalExecutionUrl: stackUrl(account),
    ...(status === 'Failed' && {
      errorDetails: {
        code: 'JobFailed',
        message: 'The following resource(s) failed to update: [FlowLogs]. ',
      },
    }),
  };
}

/** One execution of one pipeline: its summary, its action executions (newest first), and what it left in each stage. */
function execute(of, start, revisions, ends) {
  const id = uuid(`${of.name} ${start}`);
  const actions = [];
  const stages = {};
  let at = start + 0.4;
  for (const stage of STAGES[of.kind](of.account)) {
    const last = stage.name === ends.stage;
    const status = last ? ends.status : 'Succeeded';
    stages[stage.name] = { id, status, actions: {} };
    for (const each of stage.actions) {
      const one = `${id} ${stage.name} ${each.name}`;
      const took = { CodeCommit: 3.2, CodeBuild: 88.5, Manual: 1800.25, CloudFormation: 61.75 };
      const end = status === 'InProgress' ? at : at + took[each.actionTypeId.provider];
      const executionResult = result(each, one, status, revisions);
      const approved =
        each.actionTypeId.provider === 'Manual' && status === 'Succeeded'
          ? { updatedBy: `arn:aws:sts::${FACTORY}:assumed-role/AccountOwner/owner` }
          : {};
      const source = SOURCES.indexOf(each);
      actions.unshift({
        pipelineExecutionId: id,
        actionExecutionId: uuid(one),
        pipelineVersion: 2,
        stageName: stage.name,
        actionName: each.name,
        startTime: seconds(at),
        lastUpdateTime: seconds(end),
        ...approved,
        status,
        input: {
          actionTypeId: each.actionTypeId,
          configuration: each.configuration,
          resolvedConfiguration: each.configuration,
          region: REGION,
          inputArtifacts: each.inputArtifacts.map(({ name }) => artifact(of, revisions, name)),
        },
        output: {
          outputArtifacts:
            source < 0 ? [] : [artifact(of, revisions, each.outputArtifacts[0].name)],
          executionResult,
          outputVariables: {},
        },
      });
      stages[stage.name].actions[each.name] = {
        ...(source >= 0 && { currentRevision: { revisionId: commit(revisions[source]) } }),
        latestExecution: {
          actionExecutionId: uuid(one),
          status,
          ...(executionResult.externalExecutionSummary && {
            summary: executionResult.externalExecutionSummary,
          }),
          lastStatusChange: seconds(end),
          ...(each.actionTypeId.provider === 'Manual'
            ? status === 'InProgress'
              ? { token: uuid(`token ${one}`) }
              : { lastUpdatedBy: approved.updatedBy }
            : { externalExecutionId: executionResult.externalExecutionId }),
          ...(each.actionTypeId.category !== 'Source' &&
            executionResult.externalExecutionUrl && {
              externalExecutionUrl: executionResult.externalExecutionUrl,
            }),
          ...(executionResult.errorDetails && { errorDetails: executionResult.errorDetails }),
        },
        ...(source >= 0 && { revisionUrl: commitUrl(revisions[source]) }),
      };
    }
    at += { Repositories: 4, Review: 1801 }[stage.name] ?? 90;
    if (last) break;
  }
  return {
    stages,
    actions,
    summary: {
      pipelineExecutionId: id,
      status: ends.status,
      startTime: start,
      lastUpdateTime: seconds(actions[0].lastUpdateTime + 0.5),
      sourceRevisions: revisions.map((name, index) => ({
        actionName: REPOSITORIES[index],
        revisionId: commit(name),
        revisionSummary: COMMITS[name].message,
        revisionUrl: commitUrl(name),
      })),
      trigger: {
        triggerType: 'StartPipelineExecution',
        triggerDetail: `arn:aws:sts::${FACTORY}:assumed-role/aft-invoke-customizations-execution-role/aft-invoke-customizations`,
      },
      executionMode: 'QUEUED',
      executionType: 'STANDARD',
    },
  };
}
const artifact = (of, revisions, name) => ({
  name,
  s3location: {
    bucket: BUCKET,
    key: `${of.name.slice(0, 20)}/${name.slice(0, 10)}/${hex(`${of.name} ${revisions.join()} ${name}`).slice(0, 7)}`,
  },
});

const ENDS = {
  quiet: { stage: 'Customizations', status: 'Succeeded' },
  waiting: { stage: 'Review', status: 'InProgress' },
  failed: { stage: 'Landing-Zone', status: 'Failed' },
};
const objects = {};

/** A quiet account was made lately and has run once; the others have run twice. */
function answers(of) {
  const stages = STAGES[of.kind](of.account);
  const newest = execute(of, of.second, ['global1', 'account2'], ENDS[of.kind]);
  const executions = [newest];
  if (of.kind !== 'quiet') {
    executions.push(
      execute(of, of.first, ['global1', 'account1'], {
        stage: stages.at(-1).name,
        status: 'Succeeded',
      }),
    );
    for (const name of inputs) {
      const { bucket, key } = artifact(of, ['global1', 'account1'], name).s3location;
      objects[`${bucket}/${key}`] = 'there';
    }
  }
  return {
    pipeline: {
      name: of.name,
      roleArn: ROLE,
      artifactStore: { type: 'S3', location: BUCKET },
      stages,
      version: 2,
      executionMode: 'QUEUED',
      pipelineType: 'V2',
    },
    metadata: {
      pipelineArn: `arn:aws:codepipeline:${REGION}:${FACTORY}:${of.name}`,
      created: of.first - DAY,
      updated: of.first - DAY / 2,
    },
    state: {
      stageStates: stages.map((stage) => {
        const latest = executions.find(({ stages: left }) => left[stage.name])?.stages[stage.name];
        return {
          stageName: stage.name,
          inboundExecutions: [],
          inboundTransitionState: { enabled: true },
          actionStates: stage.actions.map((each) => ({
            actionName: each.name,
            ...latest?.actions[each.name],
            ...(entityUrl(each) && { entityUrl: entityUrl(each) }),
          })),
          ...(latest && {
            latestExecution: { pipelineExecutionId: latest.id, status: latest.status },
          }),
        };
      }),
    },
    executions: executions.map(({ summary }) => summary),
    actions: executions.flatMap(({ actions }) => actions),
  };
}

const pipelines = Object.fromEntries(accounts.map((of) => [of.name, answers(of)]));
const aws = {
  about:
    'An account factory: 160 pipelines of one account, one for each account it made, of three kinds. Most only run CodeBuild and deploy nothing that can be told.',
  sources: [
    'https://docs.aws.amazon.com/controltower/latest/userguide/aft-architecture.html (a customizations pipeline an account, named ACCOUNT-customizations-pipeline) [named from notes, not opened for this shape]',
    'https://awscli.amazonaws.com/v2/documentation/api/latest/reference/codepipeline/list-action-executions.html (sample output)',
    'A get-pipeline-state answer of 2022-07 published in a public repository (CodeCommit source) [named from notes, not opened for this shape]',
  ],
  reading: [
    'Ids, summaries and URLs of CloudFormation actions in executionResult.',
    'Written by generate.mjs; the builds are not told (BatchGetBuilds answers buildsNotFound).',
  ],
  now: NOW,
  account: FACTORY,
  region: REGION,
  pipelines,
  commits: Object.fromEntries(
    REPOSITORIES.map((repository, index) => {
      const of = Object.entries(COMMITS).filter(([, each]) => each.repository === index);
      return [
        repository,
        Object.fromEntries(
          of.map(([name, { message, at }], position) => {
            const who = {
              name: 'Landing Zone',
              email: 'landing-zone@example.com',
              date: `${at} +0000`,
            };
            return [
              commit(name),
              {
                commitId: commit(name),
                treeId: commit(`tree of ${name}`),
                parents: position ? [commit(of[position - 1][0])] : [],
                message,
                author: who,
                committer: who,
                additionalData: '',
              },
            ];
          }),
        ),
      ];
    }),
  ),
  branches: {
    [REPOSITORIES[0]]: { main: commit('global1') },
    [REPOSITORIES[1]]: { main: commit('account2') },
  },
  objects,
};

// What the pages must say: by hand, a kind at a time.

const global1 = `aft-global-customizations: commit ${commit('global1').slice(0, 7)} Block public buckets in every account`;
const account1 = `aft-account-customizations: commit ${commit('account1').slice(0, 7)} Budget alarms for sandbox accounts`;
const account2 = `aft-account-customizations: commit ${commit('account2').slice(0, 7)} Retire the old VPC endpoints`;

const TEMPLATES = {
  quiet: () => ({
    cells: [
      {
        stage: 'Repositories',
        kind: 'source',
        status: 'Succeeded',
        holds: [global1, account2],
        because:
          'The only execution, Succeeded here: all sources count as changed, in the order of the declaration.',
      },
      {
        stage: 'Customizations',
        kind: 'build',
        status: 'Succeeded',
        holds: [global1, account2],
        because: 'CodeBuild without an approval before it: no deploying action.',
      },
    ],
    live: {},
    rollback: {},
    found: { account2: {}, global1: {} },
  }),
  waiting: ({ newest, oldest, began, name }) => ({
    cells: [
      {
        stage: 'Repositories',
        kind: 'source',
        status: 'Succeeded',
        holds: [account2, global1],
        because: 'Newest execution; only aft-account-customizations changed.',
      },
      {
        stage: 'Apply-To-Account',
        kind: 'deploy',
        status: 'Waiting for approval',
        holds: [global1, account1],
        next: [account2, global1],
        waits: ['Review/Owner-Review'],
        because:
          'Review has an approval alone and is drawn with the stage behind it. Live is the first execution, where both sources count as changed.',
      },
    ],
    attention: {
      pipeline: name,
      status: 'Waiting for approval',
      stage: 'Review',
      action: 'Owner-Review',
      because: 'InProgress with a token.',
    },
    inbox: {
      pipeline: name,
      stage: 'Review',
      action: 'Owner-Review',
      execution: newest,
      target: 'Apply-To-Account',
      revisions: [account2, global1],
      deadline: seconds(began + 7 * DAY),
      because: 'InProgress with a token; the next stage. No timeoutInMinutes: seven days.',
    },
    live: {
      'Apply-To-Account': {
        execution: oldest,
        revisions: [global1, account1],
        by: 'CodeBuild Terraform-Apply',
        because: 'The only execution in which Terraform-Apply ran.',
      },
    },
    rollback: {
      'Apply-To-Account': {
        candidates: [{ execution: oldest, why: 'live' }],
        because:
          'V2, QUEUED; the stage itself does not run. Its only success is what is live there.',
      },
    },
    insights: {
      stage: 'Apply-To-Account',
      deployments: 1,
      failed: 0,
      because: 'Terraform-Apply ended once, Succeeded.',
    },
    found: {
      account2: { 'Apply-To-Account': 'Waiting for approval' },
      global1: { 'Apply-To-Account': 'Live' },
    },
  }),
  failed: ({ oldest, name }) => ({
    cells: [
      {
        stage: 'Repositories',
        kind: 'source',
        status: 'Succeeded',
        holds: [account2, global1],
        because: 'Newest execution; only aft-account-customizations changed.',
      },
      {
        stage: 'Landing-Zone',
        kind: 'deploy',
        status: 'Failed',
        holds: [global1, account1],
        next: [account2, global1],
        because: 'The newest execution failed here; the one before it succeeded.',
      },
    ],
    attention: {
      pipeline: name,
      status: 'Failed',
      stage: 'Landing-Zone',
      because: 'The latest execution in the stage Failed.',
    },
    live: {
      'Landing-Zone': {
        execution: oldest,
        revisions: [global1, account1],
        by: 'CloudFormation Baseline',
        because: 'Newest execution in which Baseline succeeded.',
      },
    },
    rollback: {
      'Landing-Zone': {
        candidates: [{ execution: oldest, why: 'live' }],
        because: 'V2, QUEUED, the stage Failed and does not run.',
      },
    },
    insights: {
      stage: 'Landing-Zone',
      deployments: 2,
      failed: 1,
      because: 'Baseline ended twice: Succeeded, then Failed.',
    },
    found: {
      account2: { 'Landing-Zone': 'Failed' },
      global1: { 'Landing-Zone': 'Live' },
    },
  }),
};

const said = accounts.map((of) => {
  const { executions, actions } = pipelines[of.name];
  return {
    of,
    says: TEMPLATES[of.kind]({
      name: of.name,
      newest: executions[0].pipelineExecutionId,
      oldest: executions.at(-1).pipelineExecutionId,
      began: actions[0].startTime,
    }),
  };
});
const byName = (pick) =>
  Object.fromEntries(
    said.map(({ of, says }) => [of.name, pick(says)]).filter(([, value]) => value !== undefined),
  );
const found = (name) =>
  byName(
    ({ found: stages }) =>
      stages[name] && {
        source: REPOSITORIES[COMMITS[name].repository],
        stages: stages[name],
      },
  );
const where = (kind, stage, name, page, link, because) => {
  const of = accounts.find((each) => each.kind === kind);
  const [{ pipelineExecutionId: execution }] = pipelines[of.name].executions;
  const id = `${execution} ${stage} ${name}`;
  return {
    pipeline: of.name,
    execution,
    stage,
    action: name,
    page: page(id),
    link: link(id, of),
    because,
  };
};
const none = () => null;
const consolePage = (id, of) =>
  `https://${REGION}.console.aws.amazon.com/codesuite/codepipeline/pipelines/${of.name}/executions/${id.split(' ')[0]}/timeline?region=${REGION}`;
const globalBuild = (id) => `aft-customizations-terraform:${uuid(`build ${id}`)}`;
const sourceLink = 'executionResult.externalExecutionUrl';

const expect = {
  board: said.map(({ of, says }) => ({ pipeline: of.name, cells: says.cells })),
  // An account with a smaller number was begun later: newest first is the order of the accounts.
  attention: ['failed', 'waiting'].flatMap((kind) =>
    said.filter(({ of }) => of.kind === kind).map(({ says }) => says.attention),
  ),
  inbox: said
    .filter(({ says }) => says.inbox)
    .map(({ says }) => says.inbox)
    .reverse(),
  live: byName(({ live }) => live),
  rollback: byName(({ rollback }) => rollback),
  commits: [
    {
      query: commit('account2'),
      found: found('account2'),
      notWalked: [],
      because:
        'The newest execution of all 160 carries it. It waits, failed, or ran where nothing deploys.',
    },
    {
      query: commit('global1'),
      found: found('global1'),
      notWalked: [],
      because: 'Every execution of all 160 carries it.',
    },
    {
      query: commit('in no repository'),
      found: {},
      notWalked: [],
      because: 'In no execution and in neither repository; CodeCommit can be walked.',
    },
  ],
  insights: byName(({ insights }) => insights),
  actions: [
    where('quiet', 'Repositories', REPOSITORIES[0], none, () => commitUrl('global1'), sourceLink),
    where('quiet', 'Repositories', REPOSITORIES[1], none, () => commitUrl('account2'), sourceLink),
    where(
      'quiet',
      'Customizations',
      'Apply-Customizations',
      (id) => `/builds/${globalBuild(id)}`,
      (id) => buildUrl(globalBuild(id)),
      'provider CodeBuild with an externalExecutionId; executionResult.externalExecutionUrl',
    ),
    where('waiting', 'Review', 'Owner-Review', none, consolePage, 'No URL of any kind.'),
    where(
      'failed',
      'Landing-Zone',
      'Baseline',
      none,
      (_, of) => stackUrl(of.account),
      'No page for CloudFormation; executionResult.externalExecutionUrl',
    ),
  ],
};

const write = (file, value) => writeFileSync(new URL(file, import.meta.url), JSON.stringify(value));
write('aws.json', aws);
write('expect.json', expect);
