/**
 * Writes aws.json and expect.json: one pipeline as large as AWS allows, 50 stages and 500 actions. What the pages must
 * say was written by hand, by the kind of stage and by what each of three executions did in it.
 *
 * Run: node e2e/cases/shapes/fifty-stages/generate.mjs
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';

const NOW = 1795867200;
const DAY = 86400;
const REGION = 'eu-central-1';
const ACCOUNT = '111122223333';
const NAME = 'kvindek-etapoj';
const BUCKET = 'codepipeline-eu-central-1-902517738846';

const hex = (text) => createHash('sha256').update(text).digest('hex');
const uuid = (text) => {
  const h = hex(text);
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-b${h.slice(17, 20)}-${h.slice(20, 32)}`;
};
const commit = (name) => hex(`commit ${name}`).slice(0, 40);
const seconds = (value) => Math.round(value * 1000) / 1000;

const REPOSITORIES = ['kerno', 'reto', 'datumoj', 'dokumentoj', 'iloj'];
const MESSAGES = {
  kerno1: 'Nova kerno',
  reto1: 'Malpli da konektoj',
  reto2: 'Reprovi post perdo de konekto',
  datumoj1: 'Indekso laux dato',
  dokumentoj1: 'Enkonduko por novuloj',
  dokumentoj2: 'Klarigi la agordojn',
  iloj1: 'Formatilo',
  iloj2: 'Formatilo: versio 3',
};
const commitUrl = (repository, name) =>
  `https://console.aws.amazon.com/codecommit/home?region=${REGION}#/repository/${repository}/commit/${commit(name)}`;

const LETTERS = [...'abcdefghij'];
const number = (index) => String(index).padStart(2, '0');
const deploys = (index) => index % 10 === 0;
const stageName = (index) => `${deploys(index) ? 'eldono' : 'etapo'}-${number(index)}`;

const action = (name, category, provider, configuration, inputs, outputs, runOrder = 1) => ({
  name,
  actionTypeId: { category, owner: 'AWS', provider, version: '1' },
  runOrder,
  configuration,
  outputArtifacts: outputs.map((artifact) => ({ name: artifact })),
  inputArtifacts: inputs.map((artifact) => ({ name: artifact })),
});
/** 5 sources, 44 stages of 10 builds, 5 stages of an approval and 10 stacks: 500 actions. */
const STAGES = Array.from({ length: 50 }, (_, position) => {
  const index = position + 1;
  const name = stageName(index);
  if (index === 1) {
    const sources = REPOSITORIES.map((repository) =>
      action(
        repository,
        'Source',
        'CodeCommit',
        { BranchName: 'chefa', PollForSourceChanges: 'false', RepositoryName: repository },
        [],
        [`${repository}-fonto`],
      ),
    );
    return { name, actions: sources };
  }
  if (deploys(index)) {
    const stacks = LETTERS.map((letter) =>
      action(
        `stako-${letter}`,
        'Deploy',
        'CloudFormation',
        {
          ActionMode: 'CREATE_UPDATE',
          StackName: `${name}-${letter}`,
          TemplatePath: `kerno-fonto::${letter}.yml`,
        },
        ['kerno-fonto'],
        [],
        2,
      ),
    );
    return { name, actions: [action('konsento', 'Approval', 'Manual', {}, [], []), ...stacks] };
  }
  return {
    name,
    actions: LETTERS.map((letter, place) =>
      action(
        `kompilo-${letter}`,
        'Build',
        'CodeBuild',
        { ProjectName: `kvindek-${letter}` },
        [`${REPOSITORIES[place % 5]}-fonto`],
        [],
      ),
    ),
  };
});

/** The three executions, oldest first: where each ended, and how. */
const EXECUTIONS = [
  {
    key: 'unua',
    start: NOW - 6 * DAY,
    status: 'Succeeded',
    revisions: ['kerno1', 'reto1', 'datumoj1', 'dokumentoj1', 'iloj1'],
  },
  {
    key: 'dua',
    start: NOW - 2 * DAY,
    status: 'InProgress',
    revisions: ['kerno1', 'reto2', 'datumoj1', 'dokumentoj1', 'iloj2'],
    ends: { stage: 'eldono-40', action: 'konsento' },
  },
  {
    key: 'tria',
    start: NOW - 18000,
    status: 'Failed',
    revisions: ['kerno1', 'reto2', 'datumoj1', 'dokumentoj2', 'iloj2'],
    ends: { stage: 'etapo-37', action: 'kompilo-c' },
  },
];
const id = (key) => uuid(`${NAME} ${key}`);
const artifact = (key, name) => ({
  name,
  s3location: {
    bucket: BUCKET,
    key: `${NAME}/${name.slice(0, 10)}/${hex(`${key} ${name}`).slice(0, 7)}`,
  },
});
const buildId = (key, stage, of) =>
  `${of.configuration.ProjectName}:${uuid(`build ${key} ${stage} ${of.name}`)}`;
const buildUrl = (build) =>
  `https://console.aws.amazon.com/codebuild/home?region=${REGION}#/builds/${build}/view/new`;
const stackId = (name) =>
  `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${name}/${uuid(`stack ${name}`)}`;
const stackUrl = (name) =>
  `https://console.aws.amazon.com/cloudformation/home?region=${REGION}#/stack/detail?stackId=${stackId(name)}`;
const APPROVER = `arn:aws:sts::${ACCOUNT}:assumed-role/Estro/dejxoro`;

function result({ key, revisions }, stage, of, status) {
  switch (of.actionTypeId.provider) {
    case 'CodeCommit': {
      const name = revisions[REPOSITORIES.indexOf(of.name)];
      return {
        externalExecutionId: commit(name),
        externalExecutionSummary: MESSAGES[name],
        externalExecutionUrl: commitUrl(of.name, name),
      };
    }
    case 'CodeBuild': {
      const build = buildId(key, stage, of);
      return {
        externalExecutionId: build,
        externalExecutionUrl: buildUrl(build),
        ...(status === 'Failed' && {
          errorDetails: {
            code: 'JobFailed',
            message:
              'Build terminated with state: FAILED. Phase: BUILD, Code: COMMAND_EXECUTION_ERROR, Message: Error while executing command: make. Reason: exit status 2',
          },
        }),
      };
    }
    case 'Manual':
      return { externalExecutionId: uuid(`token ${key} ${stage}`) };
    default: {
      const name = of.configuration.StackName;
      return {
        externalExecutionId: stackId(name),
        externalExecutionSummary: `Stack ${name} was updated.`,
        externalExecutionUrl: stackUrl(name),
      };
    }
  }
}

const TOOK = { CodeCommit: 3, CodeBuild: 80, Manual: 600, CloudFormation: 90 };
const actions = [];
/** By stage, the latest execution in it; by stage and action, the latest execution of that. */
const latest = {};
const latestActions = {};
const last = {};
for (const execution of EXECUTIONS) {
  let at = execution.start + 0.5;
  for (const stage of STAGES) {
    const ends = execution.ends?.stage === stage.name ? execution.ends : undefined;
    latest[stage.name] = {
      pipelineExecutionId: id(execution.key),
      status: ends ? execution.status : 'Succeeded',
    };
    for (const runOrder of [1, 2]) {
      const group = stage.actions.filter((of) => of.runOrder === runOrder);
      if (!group.length || (ends && runOrder === 2)) continue;
      let until = at;
      for (const [place, of] of group.entries()) {
        const status = ends?.action === of.name ? execution.status : 'Succeeded';
        const end =
          status === 'InProgress' ? at : at + TOOK[of.actionTypeId.provider] + place * 0.25;
        until = Math.max(until, end);
        const executionResult = result(execution, stage.name, of, status);
        const manual = of.actionTypeId.provider === 'Manual';
        const source = of.actionTypeId.category === 'Source';
        const actionExecutionId = uuid(`action ${execution.key} ${stage.name} ${of.name}`);
        const by = manual && status === 'Succeeded' ? APPROVER : undefined;
        actions.unshift({
          pipelineExecutionId: id(execution.key),
          actionExecutionId,
          pipelineVersion: 3,
          stageName: stage.name,
          actionName: of.name,
          startTime: seconds(at),
          lastUpdateTime: seconds(end),
          ...(by && { updatedBy: by }),
          status,
          input: {
            actionTypeId: of.actionTypeId,
            configuration: of.configuration,
            resolvedConfiguration: of.configuration,
            region: REGION,
            inputArtifacts: of.inputArtifacts.map(({ name }) => artifact(execution.key, name)),
          },
          output: {
            outputArtifacts: of.outputArtifacts.map(({ name }) => artifact(execution.key, name)),
            executionResult,
            outputVariables: {},
          },
        });
        latestActions[`${stage.name} ${of.name}`] = {
          actionName: of.name,
          ...(source && { currentRevision: { revisionId: executionResult.externalExecutionId } }),
          latestExecution: {
            actionExecutionId,
            status,
            ...(executionResult.externalExecutionSummary && {
              summary: executionResult.externalExecutionSummary,
            }),
            lastStatusChange: seconds(end),
            ...(manual &&
              status === 'InProgress' && { token: executionResult.externalExecutionId }),
            ...(by && { lastUpdatedBy: by }),
            ...(!manual && { externalExecutionId: executionResult.externalExecutionId }),
            ...(!manual &&
              !source && { externalExecutionUrl: executionResult.externalExecutionUrl }),
            ...(executionResult.errorDetails && { errorDetails: executionResult.errorDetails }),
          },
          ...(source && { revisionUrl: executionResult.externalExecutionUrl }),
        };
      }
      at = until + 0.5;
    }
    if (ends) break;
  }
  last[execution.key] = seconds(at);
}

const entityUrl = ({ actionTypeId: { provider }, configuration }) =>
  ({
    CodeCommit: `https://console.aws.amazon.com/codecommit/home?region=${REGION}#/repository/${configuration.RepositoryName}/browse/chefa/--/`,
    CodeBuild: `https://console.aws.amazon.com/codebuild/home?region=${REGION}#/projects/${configuration.ProjectName}/view`,
    CloudFormation: `https://console.aws.amazon.com/cloudformation/home?region=${REGION}#/`,
  })[provider];

const aws = {
  about: 'A pipeline of 50 stages and 500 actions, five sources, five stages that deploy.',
  sources: [
    'https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html (50 stages, 500 actions) [named from notes, not opened for this shape]',
    'https://awscli.amazonaws.com/v2/documentation/api/latest/reference/codepipeline/list-action-executions.html (sample output)',
    'A get-pipeline-state answer of 2022-07 published in a public repository (CodeCommit source) [named from notes, not opened for this shape]',
  ],
  reading: [
    'Ids, summaries and URLs of CloudFormation actions in executionResult.',
    'Written by generate.mjs; the builds are not told (BatchGetBuilds answers buildsNotFound).',
  ],
  now: NOW,
  account: ACCOUNT,
  region: REGION,
  pipelines: {
    [NAME]: {
      pipeline: {
        name: NAME,
        roleArn: `arn:aws:iam::${ACCOUNT}:role/${NAME}`,
        artifactStore: { type: 'S3', location: BUCKET },
        stages: STAGES,
        version: 3,
        executionMode: 'SUPERSEDED',
        pipelineType: 'V2',
      },
      metadata: {
        pipelineArn: `arn:aws:codepipeline:${REGION}:${ACCOUNT}:${NAME}`,
        created: NOW - 30 * DAY,
        updated: NOW - 20 * DAY,
      },
      state: {
        stageStates: STAGES.map((stage) => ({
          stageName: stage.name,
          inboundExecutions: [],
          inboundTransitionState: { enabled: true },
          actionStates: stage.actions.map((of) => ({
            ...latestActions[`${stage.name} ${of.name}`],
            ...(entityUrl(of) && { entityUrl: entityUrl(of) }),
          })),
          latestExecution: latest[stage.name],
        })),
      },
      executions: EXECUTIONS.toReversed().map(({ key, start, status, revisions }) => ({
        pipelineExecutionId: id(key),
        status,
        startTime: start,
        lastUpdateTime: last[key],
        sourceRevisions: revisions.map((name, place) => ({
          actionName: REPOSITORIES[place],
          revisionId: commit(name),
          revisionSummary: MESSAGES[name],
          revisionUrl: commitUrl(REPOSITORIES[place], name),
        })),
        trigger: {
          triggerType: 'CloudWatchEvent',
          triggerDetail: `arn:aws:events:${REGION}:${ACCOUNT}:rule/${NAME}`,
        },
        executionMode: 'SUPERSEDED',
        executionType: 'STANDARD',
      })),
      actions,
    },
  },
  commits: Object.fromEntries(
    REPOSITORIES.map((repository) => {
      const names = Object.keys(MESSAGES).filter((name) => name.slice(0, -1) === repository);
      const who = (place) => ({
        name: 'Teamo',
        email: 'teamo@example.org',
        date: `${NOW - (8 - 4 * place) * DAY} +0100`,
      });
      return [
        repository,
        Object.fromEntries(
          names.map((name, place) => [
            commit(name),
            {
              commitId: commit(name),
              treeId: commit(`tree of ${name}`),
              parents: place ? [commit(names[place - 1])] : [],
              message: MESSAGES[name],
              author: who(place),
              committer: who(place),
              additionalData: '',
            },
          ]),
        ),
      ];
    }),
  ),
  branches: Object.fromEntries(
    REPOSITORIES.map((repository, place) => [
      repository,
      { chefa: commit(EXECUTIONS.at(-1).revisions[place]) },
    ]),
  ),
  objects: Object.fromEntries(
    EXECUTIONS.flatMap(({ key }) =>
      REPOSITORIES.map((repository) => {
        const { bucket, key: name } = artifact(key, `${repository}-fonto`).s3location;
        return [`${bucket}/${name}`, 'there'];
      }),
    ),
  ),
};

// What the pages must say: by hand.

const written = (repository, name) =>
  `${repository}: commit ${commit(name).slice(0, 7)} ${MESSAGES[name]}`;
const kerno = written('kerno', 'kerno1');
const datumoj = written('datumoj', 'datumoj1');
const reto1 = written('reto', 'reto1');
const reto2 = written('reto', 'reto2');
const dokumentoj1 = written('dokumentoj', 'dokumentoj1');
const dokumentoj2 = written('dokumentoj', 'dokumentoj2');
const iloj1 = written('iloj', 'iloj1');
const iloj2 = written('iloj', 'iloj2');
/** The oldest: all count as changed. The second changed reto and iloj, the newest dokumentoj: those come first. */
const unua = [kerno, reto1, datumoj, dokumentoj1, iloj1];
const dua = [reto2, iloj2, kerno, datumoj, dokumentoj1];
const tria = [dokumentoj2, kerno, reto2, datumoj, iloj2];

function cell(index) {
  const stage = stageName(index);
  const kind = index === 1 ? 'source' : deploys(index) ? 'deploy' : 'build';
  if (index < 37) {
    const because = 'The newest execution, Succeeded here.';
    return { stage, kind, status: 'Succeeded', holds: tria, because };
  }
  if (index === 37) {
    const because = 'The newest failed here: one of ten builds. The second succeeded here last.';
    return { stage, kind, status: 'Failed', holds: dua, next: tria, because };
  }
  if (index < 40) {
    const because = 'The second execution is the latest here, Succeeded.';
    return { stage, kind, status: 'Succeeded', holds: dua, because };
  }
  if (index === 40) {
    return {
      stage,
      kind,
      status: 'Waiting for approval',
      holds: unua,
      next: dua,
      waits: ['eldono-40/konsento'],
      because: 'The second execution waits at the first action here; the first is live.',
    };
  }
  const because = 'The first execution is the only one here, Succeeded.';
  return { stage, kind, status: 'Succeeded', holds: unua, because };
}

const live = (key, revisions) => ({
  execution: id(key),
  revisions,
  by: 'CloudFormation stako-j',
  because:
    'Newest execution in which all ten stacks of the stage succeeded; stako-j is the last in the declaration and in time.',
});
const candidates = (because, problem, ...keys) => ({
  ...(problem && { problem }),
  candidates: keys.map((key, place) => ({
    execution: id(key),
    ...(place === 0 && { why: 'live' }),
  })),
  because,
});
const all = 'Three succeeded, all after metadata.updated; kerno-fonto of each is there.';
const found = (source, ten, twenty, thirty, forty, fifty) => ({
  [NAME]: {
    source,
    stages: {
      'eldono-10': ten,
      'eldono-20': twenty,
      'eldono-30': thirty,
      'eldono-40': forty,
      'eldono-50': fifty,
    },
  },
});
const waiting = actions.find(({ status }) => status === 'InProgress');
const where = (key, stage, of, page, link, because) => ({
  pipeline: NAME,
  execution: id(key),
  stage,
  action: of,
  page,
  link,
  because,
});
const failedBuild = `kvindek-c:${uuid('build tria etapo-37 kompilo-c')}`;
const oldBuild = `kvindek-a:${uuid('build unua etapo-49 kompilo-a')}`;
const URL_OF_RESULT = 'executionResult.externalExecutionUrl';

const expect = {
  board: [{ pipeline: NAME, cells: STAGES.map((_, position) => cell(position + 1)) }],
  attention: [
    {
      pipeline: NAME,
      status: 'Waiting for approval',
      stage: 'eldono-40',
      action: 'konsento',
      because: 'The only approval with a token.',
    },
    {
      pipeline: NAME,
      status: 'Failed',
      stage: 'etapo-37',
      because: 'Newer than the approval, but what waits for a person comes first.',
    },
  ],
  inbox: [
    {
      pipeline: NAME,
      stage: 'eldono-40',
      action: 'konsento',
      execution: id('dua'),
      target: 'eldono-40',
      revisions: dua,
      deadline: seconds(waiting.startTime + 7 * DAY),
      because:
        'InProgress with a token; ten stacks follow in a later run order of the stage. No timeoutInMinutes: seven days.',
    },
  ],
  live: {
    [NAME]: {
      'eldono-10': live('tria', tria),
      'eldono-20': live('tria', tria),
      'eldono-30': live('tria', tria),
      'eldono-40': live('unua', unua),
      'eldono-50': live('unua', unua),
    },
  },
  rollback: {
    [NAME]: {
      'eldono-10': candidates(all, undefined, 'tria', 'dua', 'unua'),
      'eldono-20': candidates(all, undefined, 'tria', 'dua', 'unua'),
      'eldono-30': candidates(all, undefined, 'tria', 'dua', 'unua'),
      'eldono-40': candidates('The second execution waits in it: InProgress.', 'running', 'unua'),
      'eldono-50': candidates('Only the first has been there.', undefined, 'unua'),
    },
  },
  commits: [
    {
      query: commit('dokumentoj2'),
      found: found('dokumentoj', 'Live', 'Live', 'Live', 'Not started', 'Not started'),
      notWalked: [],
      because: 'Only the newest execution carries it; it failed in etapo-37.',
    },
    {
      query: commit('reto2'),
      found: found('reto', 'Live', 'Live', 'Live', 'Waiting for approval', 'Not started'),
      notWalked: [],
      because: 'Carried by the newest and by the second, which waits in eldono-40.',
    },
    {
      query: commit('reto1'),
      found: found('reto', 'Live', 'Live', 'Live', 'Live', 'Live'),
      notWalked: [],
      because: 'Parent of reto in the newest execution (commits), and of the first, live at last.',
    },
    {
      query: commit('kerno1'),
      found: found('kerno', 'Live', 'Live', 'Live', 'Live', 'Live'),
      notWalked: [],
      because: 'All three carry it.',
    },
  ],
  insights: {
    [NAME]: {
      stage: 'eldono-50',
      deployments: 1,
      failed: 0,
      because: 'Only the first execution has been in the last stage; its ten stacks count once.',
    },
  },
  actions: [
    where('tria', 'etapo-01', 'kerno', null, commitUrl('kerno', 'kerno1'), URL_OF_RESULT),
    where(
      'tria',
      'etapo-01',
      'dokumentoj',
      null,
      commitUrl('dokumentoj', 'dokumentoj2'),
      URL_OF_RESULT,
    ),
    where(
      'tria',
      'etapo-37',
      'kompilo-c',
      `/builds/${failedBuild}`,
      buildUrl(failedBuild),
      `provider CodeBuild with an externalExecutionId; ${URL_OF_RESULT}`,
    ),
    where('tria', 'eldono-30', 'stako-j', null, stackUrl('eldono-30-j'), URL_OF_RESULT),
    where(
      'dua',
      'eldono-40',
      'konsento',
      null,
      `https://${REGION}.console.aws.amazon.com/codesuite/codepipeline/pipelines/${NAME}/executions/${id('dua')}/timeline?region=${REGION}`,
      'No URL of any kind.',
    ),
    where(
      'unua',
      'etapo-49',
      'kompilo-a',
      `/builds/${oldBuild}`,
      buildUrl(oldBuild),
      `provider CodeBuild with an externalExecutionId; ${URL_OF_RESULT}`,
    ),
  ],
};

const write = (file, value) => writeFileSync(new URL(file, import.meta.url), JSON.stringify(value));
write('aws.json', aws);
write('expect.json', expect);
