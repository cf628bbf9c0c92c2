import type { Shape } from './format';

/** AWS's error, by the code that its SDKs know it by. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

type Json = Record<string, unknown>;
type Pipeline = Shape['pipelines'][string];
export type Operation = (input: Json) => Json;

const list = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const strings = (value: unknown): string[] => list(value).map((v) => text(v));

/** A page of a list: AWS's largest unless fewer are asked for, or the test wants small ones. */
export type Paged = (
  all: readonly unknown[],
  input: Json,
  most: number,
) => { page: unknown[]; token: Json };

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Json)[key] : undefined;

/** The newest attempt at each action of an execution in a stage; lists are newest first. */
function newestOf(p: Pipeline, id: string, stage: string): Map<string, Json> {
  const own = p.actions.filter((a) => a['pipelineExecutionId'] === id && a['stageName'] === stage);
  return new Map([...own].reverse().map((a) => [text(a['actionName']), a]));
}

function succeededIn(p: Pipeline, stage: string): string[] {
  const given = p.succeededInStage?.[stage];
  if (given) return given;
  const declared = list(p.pipeline['stages']).find((s) => s['name'] === stage);
  const count = list(declared?.['actions']).length;
  const state = list(p.state['stageStates']).find((s) => s['stageName'] === stage);
  const latest = fieldOf(state, 'latestExecution');
  return p.executions
    .map((e) => text(e['pipelineExecutionId']))
    .filter((id) => {
      if (fieldOf(latest, 'pipelineExecutionId') === id)
        return fieldOf(latest, 'status') === 'Succeeded';
      const newest = [...newestOf(p, id, stage).values()];
      const current = newest[0]?.['pipelineVersion'] === p.pipeline['version'];
      return (
        newest.length >= (current ? count : 1) && newest.every((a) => a['status'] === 'Succeeded')
      );
    });
}

/** What GetPipelineExecution says, made of what the lists say. */
function detailOf(p: Pipeline, name: string, id: string): Json {
  const given = p.details?.[id];
  if (given) return given;
  const e = p.executions.find((x) => x['pipelineExecutionId'] === id);
  if (!e)
    throw new Refusal(
      'PipelineExecutionNotFoundException',
      `The pipeline execution with ID: ${id} for pipeline: ${name} does not exist.`,
    );
  const actions = list(p.pipeline['stages']).flatMap((s) => list(s['actions']));
  const artifactOf = (action: unknown): string =>
    text(fieldOf(list(actions.find((a) => a['name'] === action)?.['outputArtifacts'])[0], 'name'));
  const ran = p.actions.find((a) => a['pipelineExecutionId'] === id);
  return {
    pipelineName: name,
    pipelineVersion: ran?.['pipelineVersion'] ?? p.pipeline['version'],
    pipelineExecutionId: id,
    status: e['status'],
    statusSummary: e['statusSummary'],
    trigger: e['trigger'],
    executionMode: e['executionMode'],
    executionType: e['executionType'],
    rollbackMetadata: e['rollbackMetadata'],
    artifactRevisions: list(e['sourceRevisions']).map((r) => ({
      name: artifactOf(r['actionName']),
      revisionId: r['revisionId'],
      revisionSummary: r['revisionSummary'],
      revisionUrl: r['revisionUrl'],
    })),
  };
}

function codepipeline(shape: Shape, paged: Paged): Record<string, Operation> {
  const of = (name: unknown): Pipeline => {
    const found = shape.pipelines[text(name)];
    if (found) return found;
    throw new Refusal(
      'PipelineNotFoundException',
      `Account '${shape.account}' does not have a pipeline with name '${text(name)}'`,
    );
  };
  return {
    ListPipelines: (input) => {
      const { page, token } = paged(Object.keys(shape.pipelines).sort(), input, 1000);
      return {
        pipelines: page.map((name) => {
          const { pipeline: p, metadata } = of(name);
          return {
            name,
            version: p['version'],
            pipelineType: p['pipelineType'],
            executionMode: p['executionMode'],
            created: metadata['created'],
            updated: metadata['updated'],
          };
        }),
        ...token,
      };
    },
    GetPipeline: ({ name, version }) => {
      const p = of(name);
      if (version === undefined || version === p.pipeline['version'])
        return { pipeline: p.pipeline, metadata: p.metadata };
      const old = p.versions?.[String(version as number)];
      if (!old)
        throw new Refusal(
          'PipelineVersionNotFoundException',
          `Pipeline '${text(name)}' does not have a version ${String(version as number)}`,
        );
      return { pipeline: old, metadata: p.metadata };
    },
    GetPipelineState: ({ name }) => {
      const p = of(name);
      return {
        pipelineName: name,
        pipelineVersion: p.pipeline['version'],
        created: p.metadata['created'],
        updated: p.metadata['updated'],
        ...p.state,
      };
    },
    ListPipelineExecutions: (input) => {
      const p = of(input['pipelineName']);
      const stage = fieldOf(fieldOf(input['filter'], 'succeededInStage'), 'stageName');
      const ids = stage === undefined ? undefined : succeededIn(p, text(stage));
      const all = ids
        ? ids.flatMap(
            (id) =>
              p.executions.find((e) => e['pipelineExecutionId'] === id) ??
              (p.details?.[id] ? [detailSummary(p.details[id])] : []),
          )
        : p.executions;
      const { page, token } = paged(all, input, 100);
      return { pipelineExecutionSummaries: page, ...token };
    },
    GetPipelineExecution: ({ pipelineName, pipelineExecutionId }) => ({
      pipelineExecution: detailOf(of(pipelineName), text(pipelineName), text(pipelineExecutionId)),
    }),
    ListActionExecutions: (input) => {
      const id =
        fieldOf(input['filter'], 'pipelineExecutionId') ??
        fieldOf(fieldOf(input['filter'], 'latestInPipelineExecution'), 'pipelineExecutionId');
      const { actions } = of(input['pipelineName']);
      const { page, token } = paged(
        id === undefined ? actions : actions.filter((a) => a['pipelineExecutionId'] === id),
        input,
        100,
      );
      return { actionExecutionDetails: page, ...token };
    },
    ListRuleExecutions: (input) => {
      const { page, token } = paged(of(input['pipelineName']).rules ?? [], input, 100);
      return { ruleExecutionDetails: page, ...token };
    },
    ListTagsForResource: () => ({ tags: [] }),
    PutApprovalResult: () => {
      throw new Refusal('InvalidApprovalTokenException', 'Recorded answers take no approvals.');
    },
  };
}

/** A summary of an execution that is no longer listed. */
const detailSummary = (d: Json): Json => ({
  pipelineExecutionId: d['pipelineExecutionId'],
  status: d['status'],
  trigger: d['trigger'],
  executionType: d['executionType'],
  rollbackMetadata: d['rollbackMetadata'],
  startTime: d['startTime'],
  lastUpdateTime: d['lastUpdateTime'],
  sourceRevisions: d['sourceRevisions'],
});

function codebuild(shape: Shape): Record<string, Operation> {
  const builds = shape.builds ?? [];
  const batches = shape.buildBatches ?? [];
  return {
    BatchGetBuilds: (input) => {
      const ids = strings(input['ids']);
      const known = (id: string): Json | undefined =>
        builds.find((b) => b['id'] === id || b['arn'] === id);
      return {
        builds: ids.flatMap((id) => known(id) ?? []),
        buildsNotFound: ids.filter((id) => !known(id)),
      };
    },
    BatchGetBuildBatches: (input) => {
      const ids = strings(input['ids']);
      const known = (id: string): Json | undefined =>
        batches.find((b) => b['id'] === id || b['arn'] === id);
      return {
        buildBatches: ids.flatMap((id) => known(id) ?? []),
        buildBatchesNotFound: ids.filter((id) => !known(id)),
      };
    },
    ListBuilds: () => ({ ids: builds.map((b) => b['id']) }),
    ListBuildsForProject: ({ projectName }) => ({
      ids: builds.filter((b) => b['projectName'] === projectName).map((b) => b['id']),
    }),
    BatchGetProjects: (input) => ({ projects: [], projectsNotFound: input['names'] }),
  };
}

/** BatchGetDeploymentTargets and BatchGetDeployments take 25 (API reference). */
const BATCH = 25;

function codedeploy(shape: Shape, paged: Paged): Record<string, Operation> {
  const deployments = shape.deployments ?? [];
  const groups = shape.deploymentGroups ?? [];
  const targetsOf = (id: unknown): Json[] => shape.deploymentTargets?.[text(id)] ?? [];
  const idOf = (target: Json): string =>
    ['instanceTarget', 'lambdaTarget', 'ecsTarget', 'cloudFormationTarget']
      .map((kind) => text(fieldOf(target[kind], 'targetId')))
      .find(Boolean) ?? '';
  const atMost = (ids: string[], error: string): string[] => {
    if (ids.length > BATCH) throw new Refusal(error, `The maximum is ${BATCH}.`);
    return ids;
  };
  const known = (id: unknown): Json => {
    const found = deployments.find((d) => d['deploymentId'] === id);
    if (found) return found;
    throw new Refusal(
      'DeploymentDoesNotExistException',
      `The deployment ${text(id)} could not be found`,
    );
  };
  const groupNames = (application: unknown): string[] =>
    groups
      .filter((g) => g['applicationName'] === application)
      .map((g) => text(g['deploymentGroupName']));
  return {
    ListApplications: (input) => {
      const names = [...new Set(groups.map((g) => text(g['applicationName'])))];
      const { page, token } = paged(names, input, 100);
      return { applications: page, ...token };
    },
    ListDeploymentGroups: (input) => {
      const { page, token } = paged(groupNames(input['applicationName']), input, 100);
      return { deploymentGroups: page, ...token };
    },
    ListOnPremisesInstances: () => ({ instanceNames: [] }),
    BatchGetDeploymentGroups: (input) => {
      const names = strings(input['deploymentGroupNames']);
      const own = groups.filter((g) => g['applicationName'] === input['applicationName']);
      if (!own.length)
        throw new Refusal(
          'ApplicationDoesNotExistException',
          `No application found for name: ${text(input['applicationName'])}`,
        );
      return {
        deploymentGroupsInfo: own.filter((g) => names.includes(text(g['deploymentGroupName']))),
      };
    },
    GetDeployment: ({ deploymentId }) => ({ deploymentInfo: known(deploymentId) }),
    BatchGetDeployments: (input) => ({
      deploymentsInfo: atMost(
        strings(input['deploymentIds']),
        'InvalidDeploymentIdException',
      ).flatMap((id) => deployments.find((d) => d['deploymentId'] === id) ?? []),
    }),
    ListDeployments: (input) => {
      const statuses = strings(input['includeOnlyStatuses']);
      const own = deployments.filter(
        (d) =>
          (!statuses.length || statuses.includes(text(d['status']))) &&
          ['applicationName', 'deploymentGroupName'].every(
            (k) => input[k] === undefined || d[k] === input[k],
          ),
      );
      const { page, token } = paged(
        own.map((d) => d['deploymentId']),
        input,
        100,
      );
      return { deployments: page, ...token };
    },
    ListDeploymentTargets: (input) => {
      known(input['deploymentId']);
      const { page, token } = paged(targetsOf(input['deploymentId']).map(idOf), input, 100);
      return { targetIds: page, ...token };
    },
    BatchGetDeploymentTargets: (input) => {
      const ids = atMost(strings(input['targetIds']), 'DeploymentTargetListSizeExceededException');
      return {
        deploymentTargets: targetsOf(input['deploymentId']).filter((t) => ids.includes(idOf(t))),
      };
    },
  };
}

function codecommit(shape: Shape): Record<string, Operation> {
  const repository = (name: unknown): Record<string, Json> => {
    const found = shape.commits?.[text(name)];
    if (found) return found;
    throw new Refusal(
      'RepositoryDoesNotExistException',
      `Repository named ${text(name)} does not exist`,
    );
  };
  return {
    GetCommit: ({ repositoryName, commitId }) => {
      const commit = repository(repositoryName)[text(commitId)];
      if (!commit)
        throw new Refusal(
          'CommitIdDoesNotExistException',
          `Commit ID ${text(commitId)} does not exist in the specified repository`,
        );
      return { commit };
    },
    GetBranch: ({ repositoryName, branchName }) => {
      const commitId = shape.branches?.[text(repositoryName)]?.[text(branchName)];
      if (commitId === undefined)
        throw new Refusal(
          'BranchDoesNotExistException',
          `Branch ${text(branchName)} does not exist`,
        );
      return { branch: { branchName, commitId } };
    },
  };
}

function logs(shape: Shape): Record<string, Operation> {
  return {
    // What is written is read back: the journal.
    CreateLogGroup: () => ({}),
    CreateLogStream: (input) => {
      shape.logs ??= {};
      (shape.logs[text(input['logGroupName'])] ??= {})[text(input['logStreamName'])] ??= [];
      return {};
    },
    PutLogEvents: (input) => {
      const lines = shape.logs?.[text(input['logGroupName'])]?.[text(input['logStreamName'])];
      if (!lines)
        throw new Refusal('ResourceNotFoundException', 'The specified log stream does not exist.');
      for (const event of list(input['logEvents']))
        lines.push([Number(event['timestamp']) / 1000, text(event['message'])]);
      return {};
    },
    GetLogEvents: (input) => {
      const group = text(input['logGroupName']);
      const lines = shape.logs?.[group]?.[text(input['logStreamName'])];
      if (!lines)
        throw new Refusal('ResourceNotFoundException', 'The specified log stream does not exist.');
      const from = Number(input['startTime'] ?? 0);
      const to = Number(input['endTime'] ?? Infinity);
      const forward = 'f/1';
      return {
        events: input['nextToken']
          ? []
          : lines
              .map(([at, message]) => ({ timestamp: Math.round(at * 1000), message }))
              .filter(({ timestamp }) => timestamp >= from && timestamp < to)
              .map((e) => ({ ...e, ingestionTime: e.timestamp })),
        nextForwardToken: forward,
        nextBackwardToken: 'b/1',
      };
    },
  };
}

/** What AWS would answer of a shape, by service and operation. */
export const answersOf = (
  shape: Shape,
  paged: Paged,
): Record<string, Record<string, Operation>> => ({
  codepipeline: codepipeline(shape, paged),
  codebuild: codebuild(shape),
  codedeploy: codedeploy(shape, paged),
  codecommit: codecommit(shape),
  logs: logs(shape),
});

/** Whether an input holds all of what an answer is given for. */
export function contains(input: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return input === wanted;
  if (Array.isArray(wanted))
    return Array.isArray(input) && wanted.every((w) => input.some((i) => contains(i, w)));
  return Object.entries(wanted).every(([k, v]) => contains(fieldOf(input, k), v));
}
