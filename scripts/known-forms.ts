import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NormalizedSchema } from '@smithy/core/schema';
import type { Clients } from '../lib/server/aws/clients';
import { eachMember } from '../lib/server/verify/forms';
import { answersOf, Refusal, type Paged } from '../e2e/support/shapes/answers';
import { shapeSchema, type Shape } from '../e2e/support/shapes/format';

/** Packages of the services whose values are looked at. */
const PACKAGES: Partial<Record<keyof Clients, string>> = {
  cloudformation: 'client-cloudformation',
  cloudwatch: 'client-cloudwatch',
  codebuild: 'client-codebuild',
  codecommit: 'client-codecommit',
  codedeploy: 'client-codedeploy',
  codepipeline: 'client-codepipeline',
  ecs: 'client-ecs',
  lambda: 'client-lambda',
  logs: 'client-cloudwatch-logs',
};

export interface KnownForms {
  /** By service: `Structure.member` and the values that the SDK knows for it. */
  readonly values: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** By call: the members that recorded answers have. */
  readonly recorded: Readonly<Record<string, readonly string[]>>;
  /** Providers of actions and rules that recorded answers have, by `owner category`. */
  readonly providers: Readonly<Record<string, readonly string[]>>;
}

/** The structures of an operation's answer. */
function structsOf(operation: readonly unknown[]): Set<string> {
  const found = new Set<string>();
  const visit = (schema: NormalizedSchema): void => {
    if (schema.isListSchema() || schema.isMapSchema()) visit(schema.getValueSchema());
    if (!schema.isStructSchema() || found.has(schema.getName() ?? '')) return;
    found.add(schema.getName() ?? '');
    for (const [, member] of schema.structIterator()) visit(member);
  };
  visit(NormalizedSchema.of(operation[5] as Parameters<typeof NormalizedSchema.of>[0]));
  return found;
}

/** Values of the SDK's enumerations, from the types it publishes: its schemas hold none. */
function enumsIn(models: string): Map<string, string[]> {
  const file = join(models, 'enums.d.ts');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return new Map(
    [...text.matchAll(/export declare const (\w+): \{([^}]*)\}/g)].map(
      ([, name = '', body = '']) => [
        name,
        [...body.matchAll(/: "([^"]*)"/g)].map(([, value = '']) => value).sort(),
      ],
    ),
  );
}

function valuesOf(
  root: string,
  pack: string,
  structs: ReadonlySet<string>,
): Record<string, string[]> {
  const models = join(root, 'node_modules/@aws-sdk', pack, 'dist-types/models');
  const enums = enumsIn(models);
  const found: [string, string[]][] = [];
  for (const file of readdirSync(models).filter((f) => /^models_\d+\.d\.ts$/.test(f)))
    for (const [, name = '', body = ''] of readFileSync(join(models, file), 'utf8').matchAll(
      /export interface (\w+)[^{]*\{([\s\S]*?)\n\}/g,
    )) {
      if (!structs.has(name)) continue;
      for (const [, member = '', type = ''] of body.matchAll(/^ {4}(\w+)\??: (\w+)(?: \||;)/gm)) {
        const values = enums.get(type);
        if (values) found.push([`${name}.${member}`, values]);
      }
    }
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const whole: Paged = (all) => ({ page: [...all], token: {} });

/** Each answer of a shape, by the calls that would bring it. */
function* answersIn(shape: Shape): Generator<readonly [string, unknown]> {
  const answers = answersOf(shape, whole);
  const ask = (service: string, operation: string, input: Record<string, unknown>) => {
    try {
      return [`${service}:${operation}`, answers[service]?.[operation]?.(input)] as const;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return [`${service}:${operation}`, undefined] as const;
    }
  };
  yield ask('codepipeline', 'ListPipelines', {});
  for (const [name, p] of Object.entries(shape.pipelines)) {
    yield ask('codepipeline', 'GetPipeline', { name });
    yield ask('codepipeline', 'GetPipelineState', { name });
    for (const list of ['ListPipelineExecutions', 'ListActionExecutions', 'ListRuleExecutions'])
      yield ask('codepipeline', list, { pipelineName: name });
    for (const { pipelineExecutionId } of p.executions)
      yield ask('codepipeline', 'GetPipelineExecution', {
        pipelineName: name,
        pipelineExecutionId,
      });
  }
  const ids = (all: readonly Record<string, unknown>[] | undefined, key: string) =>
    (all ?? []).map((x) => x[key]);
  yield ask('codebuild', 'BatchGetBuilds', { ids: ids(shape.builds, 'id') });
  yield ask('codebuild', 'ListBuilds', {});
  yield ask('codebuild', 'BatchGetBuildBatches', { ids: ids(shape.buildBatches, 'id') });
  for (const deploymentId of ids(shape.deployments, 'deploymentId')) {
    yield ask('codedeploy', 'GetDeployment', { deploymentId });
    yield [
      'codedeploy:BatchGetDeploymentTargets',
      { deploymentTargets: shape.deploymentTargets?.[deploymentId as string] ?? [] },
    ];
  }
  yield ['codedeploy:BatchGetDeployments', { deploymentsInfo: shape.deployments ?? [] }];
  yield [
    'codedeploy:BatchGetDeploymentGroups',
    { deploymentGroupsInfo: shape.deploymentGroups ?? [] },
  ];
  for (const [repositoryName, commits] of Object.entries(shape.commits ?? {}))
    for (const commitId of Object.keys(commits))
      yield ask('codecommit', 'GetCommit', { repositoryName, commitId });
  for (const [name, given] of Object.entries(shape.answers ?? {}))
    for (const { answer } of given) yield [name.replace('.', ':'), answer];
}

const sorted = (sets: ReadonlyMap<string, ReadonlySet<string>>): Record<string, string[]> =>
  Object.fromEntries(
    [...sets].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, set]) => [key, [...set].sort()]),
  );

/** What the SDK and the recorded shapes know of AWS's answers. */
export async function knownForms(root: string, calls: readonly string[]): Promise<KnownForms> {
  const schemas = new Map<string, readonly unknown[]>();
  const values: Record<string, Record<string, string[]>> = {};
  for (const [service, pack] of Object.entries(PACKAGES)) {
    const loaded = (await import(`@aws-sdk/${pack}`)) as Record<string, readonly unknown[]>;
    const structs = new Set<string>();
    for (const call of calls.filter((c) => c.startsWith(`${service}:`))) {
      const schema = loaded[`${call.split(':')[1] ?? ''}$`];
      if (!schema) continue;
      schemas.set(call, schema);
      for (const name of structsOf(schema)) structs.add(name);
    }
    values[service] = valuesOf(root, pack, structs);
  }
  const folder = join(root, 'e2e/cases/shapes');
  const recorded = new Map<string, Set<string>>();
  const providers = new Map<string, Set<string>>();
  const note = (map: Map<string, Set<string>>, key: string, value: string): void => {
    map.set(key, (map.get(key) ?? new Set()).add(value));
  };
  for (const { name } of readdirSync(folder, { withFileTypes: true })) {
    const file = join(folder, name, 'aws.json');
    if (!existsSync(file)) continue;
    const shape = shapeSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    for (const [call, answer] of answersIn(shape))
      eachMember(schemas.get(call)?.[5], answer, ({ path, member, value }) => {
        note(recorded, call, path);
        const { owner, category, provider } = value as Record<string, string | undefined>;
        if ((member === 'actionTypeId' || member === 'ruleTypeId') && provider !== undefined)
          note(providers, `${owner ?? 'AWS'} ${category ?? ''}`, provider);
      });
  }
  return { values, recorded: sorted(recorded), providers: sorted(providers) };
}

export const text = (forms: KnownForms): string => `${JSON.stringify(forms)}\n`;
