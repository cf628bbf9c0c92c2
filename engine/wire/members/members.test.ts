import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { services } from '../../services';
import { Registry, type OperationModel } from '../registry';
import { shapeOf, type Shape } from '../shape';
import { checkInput } from './check';
import { checkConstraints, MODELS, patternOf, type Constraint } from './constraints';
import { IGNORED } from './ignored';
import { NOT_ENFORCED } from './not-enforced';
import { UNSERVED } from './unserved';

const ACCOUNT = '000000000000';
const registry = new Registry();
const models = new Map<string, ReadonlyMap<string, OperationModel>>();
beforeAll(async () => {
  for (const name of Object.keys(services))
    models.set(name, (await registry.byName(name)).operations);
});

/** The shape at a path of an operation's input; undefined where the SDK knows none. */
function shapeAt(service: string, operation: string, path: string): Shape | undefined {
  const model = models.get(service)?.get(operation);
  let shape: Shape | undefined = model && shapeOf(model.input);
  for (const step of path.replaceAll(/(\[\]|\{\}|\{key\})/g, '.$1').split('.')) {
    if (step === '[]' || step === '{}') shape = shape?.value;
    else if (step !== '{key}') shape = shape?.members.find(([name]) => name === step)?.[1];
  }
  return shape;
}

/** A value of a shape that asks for something. */
function sample(shape: Shape | undefined): unknown {
  switch (shape?.kind) {
    case 'boolean':
      return true;
    case 'number':
      return 7;
    case 'timestamp':
      return new Date(0);
    case 'list':
      return [sample(shape.value)];
    case 'map':
      return { key: sample(shape.value) };
    case 'struct':
      return Object.fromEntries(shape.members.slice(0, 1).map(([name, m]) => [name, sample(m)]));
    default:
      return 'something';
  }
}

/** An input with nothing but a value at a path. */
const nested = (steps: readonly string[], value: unknown): unknown => {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  const name = step.replace('[]', '');
  return { [name]: step === name ? nested(rest, value) : [nested(rest, value)] };
};

const unserved = Object.entries(UNSERVED).flatMap(([service, operations]) =>
  Object.entries(operations).flatMap(([operation, entries]) =>
    entries.map((entry) => {
      const [path = '', values = ''] = entry.split('=');
      return { service, operation, path, taken: values.split('|').filter(Boolean) };
    }),
  ),
);

describe('a member that has no effect here', () => {
  it('is one of a served operation, and is named once', () => {
    const wrong = unserved.filter(
      ({ service, operation, path }) =>
        !services[service]?.operations[operation] || !shapeAt(service, operation, path),
    );
    expect(wrong).toEqual([]);
    const names = unserved.map((u) => `${u.service}:${u.operation} ${u.path}`);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('is refused by name when it is given, and taken where it asks for what is so anyway', () => {
    for (const { service, operation, path, taken } of unserved) {
      const shape = shapeAt(service, operation, path);
      const call = (value: unknown) => () =>
        checkInput(service, operation, nested(path.split('.'), value) as object, ACCOUNT);
      const wrap = (value: unknown): unknown => (shape?.kind === 'list' ? [value] : value);
      const what = `${service}:${operation} ${path}`;
      // A constraint may be met before it: what is refused is refused all the same.
      const member = path.replaceAll('[]', '').split('.').at(-1) ?? '';
      expect(call(sample(shape)), what).toThrow(new RegExp(member, 'i'));
      expect(call(undefined), what).not.toThrow();
      for (const value of taken) {
        const typed = shape?.kind === 'number' ? Number(value) : value;
        expect(call(wrap(typed)), `${what}=${value}`).not.toThrow();
      }
    }
  });

  it('and what is empty asks for nothing', () => {
    expect(() =>
      checkInput(
        'codedeploy',
        'UpdateDeploymentGroup',
        {
          autoScalingGroups: [],
          autoRollbackConfiguration: { enabled: false },
          terminationHookEnabled: false,
        },
        ACCOUNT,
      ),
    ).not.toThrow();
  });
});

describe("AWS's models", () => {
  const all = Object.entries(MODELS).flatMap(([service, { operations }]) =>
    Object.entries(
      operations as Record<string, { constraints: Record<string, Constraint> }>,
    ).flatMap(([operation, { constraints }]) =>
      Object.entries(constraints).map(([path, constraint]) => ({
        service,
        operation,
        path,
        constraint,
      })),
    ),
  );

  it('are those of served operations, and every pattern can be tried', () => {
    expect(all.length).toBeGreaterThan(1500);
    const wrong = all.filter(({ service, operation }) => !services[service]?.operations[operation]);
    expect(wrong.map((w) => `${w.service}:${w.operation}`)).toEqual([]);
    for (const { service, operation, path, constraint } of all)
      if (constraint.pattern !== undefined && !NOT_ENFORCED.has(`${service}:${operation} ${path}`))
        expect(() => patternOf(constraint.pattern ?? ''), `${operation} ${path}`).not.toThrow();
  });

  it.each([
    [
      'codebuild',
      'StartBuild',
      { projectName: 'p', computeTypeOverride: 'HUGE' },
      'InvalidInputException',
      /Value 'HUGE' at 'computeTypeOverride' .* enum value set: \[BUILD_GENERAL1_SMALL/,
    ],
    [
      'logs',
      'DescribeLogStreams',
      { logGroupName: 'g', orderBy: 'x' },
      'InvalidParameterException',
      /enum value set/,
    ],
    [
      'logs',
      'DescribeLogStreams',
      { logGroupName: 'g', limit: 51 },
      'InvalidParameterException',
      /value less than or equal to 50/,
    ],
    [
      'logs',
      'GetLogEvents',
      { logGroupName: 'g', logStreamName: 's', limit: 10_001 },
      'InvalidParameterException',
      /less than or equal to 10000/,
    ],
    [
      'ssm',
      'PutParameter',
      { Name: 'n', Value: 'v', Type: 'Nope' },
      'ValidationException',
      /at 'type' .* \[String, StringList, SecureString\]/,
    ],
    [
      'cloudwatch',
      'PutMetricAlarm',
      { AlarmName: 'a', ComparisonOperator: 'x' },
      'ValidationError',
      /at 'comparisonOperator'/,
    ],
    [
      'codecommit',
      'CreateRepository',
      { repositoryName: 'a b' },
      'InvalidRepositoryNameException',
      /regular expression pattern: \[\\w\\\.-\]\+/,
    ],
    [
      'codedeploy',
      'GetApplication',
      { applicationName: '' },
      'InvalidApplicationNameException',
      /length greater than or equal to 1/,
    ],
    [
      'codepipeline',
      'CreatePipeline',
      { pipeline: { name: 'p', stages: [{ name: 'a' }, { name: '%' }] } },
      'ValidationException',
      /Value '%' at 'pipeline.stages.2.member.name'/,
    ],
    [
      'iam',
      'CreateRole',
      { RoleName: 'r', Path: 'no slash', AssumeRolePolicyDocument: '{}' },
      'ValidationError',
      /at 'path'/,
    ],
  ])('%s:%s refuses %j by its own code', (service, operation, input, code, message) => {
    const call = (): void => checkConstraints(service, operation, input);
    expect(call).toThrow(message);
    expect(call).toThrow(expect.objectContaining({ code }) as Error);
  });
});

describe('a member of a served operation', () => {
  const engine = join(import.meta.dirname, '..', '..');
  /** Two services are one. */
  const FOLDERS: Readonly<Record<string, string>> = {
    codeconnections: 'connections',
    'codestar-connections': 'connections',
  };

  /** Every word of a service's code. */
  function wordsOf(service: string): ReadonlySet<string> {
    const folder = join(engine, 'services', FOLDERS[service] ?? service);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (f) => f.endsWith('.ts') && !f.endsWith('.test.ts'),
    );
    return new Set(
      files.flatMap((f) => readFileSync(join(folder, f), 'utf8').match(/\b\w+\b/g) ?? []),
    );
  }
  const isIgnored = (service: string, operation: string, member: string): boolean =>
    IGNORED.some(
      (i) =>
        i.service === service &&
        (i.operation === '*' || i.operation === operation) &&
        i.members.includes(member),
    );

  it('is read by its service, refused by name, or listed with the reason', () => {
    const dropped: string[] = [];
    for (const [service, { operations }] of Object.entries(services)) {
      const words = wordsOf(service);
      for (const operation of Object.keys(operations)) {
        const model = models.get(service)?.get(operation);
        // An operation of ours: no client calls it.
        if (!model) continue;
        for (const [member] of shapeOf(model.input).members) {
          const refused = unserved.some(
            (u) =>
              u.service === service && u.operation === operation && u.path.split('.')[0] === member,
          );
          if (!refused && !words.has(member) && !isIgnored(service, operation, member))
            dropped.push(`${service}:${operation} ${member}`);
        }
      }
    }
    expect(dropped).toEqual([]);
  });

  it('that is listed is one, and is not refused as well', () => {
    const wrong = IGNORED.filter(
      ({ service, operation, members }) =>
        !members.every((member) =>
          Object.keys(services[service]?.operations ?? {}).some(
            (name) =>
              (operation === '*' || operation === name) &&
              shapeAt(service, name, member) !== undefined,
          ),
        ) || unserved.some((u) => isIgnored(u.service, u.operation, u.path)),
    );
    expect(wrong).toEqual([]);
  });
});

describe('DryRun', () => {
  it('does nothing, by an error that says it would have been done', () => {
    expect(() => checkInput('ec2', 'TerminateInstances', { DryRun: true }, ACCOUNT)).toThrow(
      expect.objectContaining({ code: 'DryRunOperation', status: 412 }) as Error,
    );
  });
});

describe('the account that a bucket is expected to belong to', () => {
  it('is the one of the engine, or access is denied', () => {
    const call = (owner: string) => () =>
      checkInput('s3', 'GetObject', { ExpectedBucketOwner: owner }, ACCOUNT);
    expect(call(ACCOUNT)).not.toThrow();
    expect(call('111122223333')).toThrow(
      expect.objectContaining({ code: 'AccessDenied' }) as Error,
    );
  });
});
