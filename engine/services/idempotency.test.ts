import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { EC2 } from '@aws-sdk/client-ec2';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SNS } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CodeStarNotifications } from '../../clients/codestar-notifications';
import { services } from './';
import { NO_SOURCE_PROJECT } from '../testing/builds';
import { gated, startBench, type Bench } from '../testing/pipelines';
import { until } from '../testing/wait';
import { IGNORED } from '../wire/members/ignored';
import { UNSERVED } from '../wire/members/unserved';
import { Registry } from '../wire/registry';
import { traitsOf } from '../wire/schema';
import { shapeOf, type Shape } from '../wire/shape';

/** An operation that can be sent again with its token. */
interface Case {
  /** What the operation answers that names what it made. */
  readonly send: (token: string, other: boolean) => Promise<unknown>;
  /** The error where the token comes with something else; undefined where AWS documents none. */
  readonly refused?: string;
}

let bench: Bench;
let cb: CodeBuild;
let topic = '';
/** A build and a batch that are over. */
const over = { build: '', batch: '' };

beforeAll(async () => {
  bench = await startBench();
  const { client } = bench.engine;
  cb = new CodeBuild(client);
  await cb.createProject({
    name: 'app',
    ...NO_SOURCE_PROJECT,
    buildBatchConfig: { serviceRole: 'arn:aws:iam::000000000000:role/batch' },
  });
  await new CodeCommit(client).createRepository({ repositoryName: 'watched' });
  await bench.cp.createPipeline({ pipeline: gated('again') });
  topic = (await new SNS(client).createTopic({ Name: 't' })).TopicArn ?? '';
  over.build = (await cb.startBuild({ projectName: 'app' })).build?.id ?? '';
  const buildspecOverride = JSON.stringify({
    version: '0.2',
    batch: { 'build-list': [{ identifier: 'one' }] },
    phases: { build: { commands: ['false'] } },
  });
  over.batch =
    (await cb.startBuildBatch({ projectName: 'app', buildspecOverride })).buildBatch?.id ?? '';
  await until('the build and the batch end', async () => {
    const { builds: [build] = [] } = await cb.batchGetBuilds({ ids: [over.build] });
    const { buildBatches: [batch] = [] } = await cb.batchGetBuildBatches({ ids: [over.batch] });
    return build?.buildComplete && batch?.complete ? true : undefined;
  });
});
afterAll(() => bench.engine.stop());

const environment = (other: boolean) =>
  other ? [{ name: 'OTHER', value: 'yes', type: 'PLAINTEXT' as const }] : [];

const CASES: Readonly<Record<string, Case>> = {
  'cloudformation:CreateStack ClientRequestToken': {
    send: async (ClientRequestToken) =>
      (
        await new CloudFormation(bench.engine.client).createStack({
          StackName: 'again',
          ClientRequestToken,
          TemplateBody: JSON.stringify({ Resources: { R: { Type: 'AWS::S3::Bucket' } } }),
        })
      ).StackId,
  },
  'cloudformation:DeleteStack ClientRequestToken': {
    send: async (ClientRequestToken) =>
      (
        await new CloudFormation(bench.engine.client).deleteStack({
          StackName: 'again',
          ClientRequestToken,
        })
      ).$metadata.httpStatusCode,
  },
  'codebuild:StartBuild idempotencyToken': {
    send: async (idempotencyToken, other) =>
      (
        await cb.startBuild({
          projectName: 'app',
          idempotencyToken,
          environmentVariablesOverride: environment(other),
        })
      ).build?.id,
    refused: 'InvalidInputException',
  },
  'codebuild:RetryBuild idempotencyToken': {
    send: async (idempotencyToken, other) =>
      (await cb.retryBuild({ id: other ? 'app:other' : over.build, idempotencyToken })).build?.id,
    refused: 'InvalidInputException',
  },
  'codebuild:StartBuildBatch idempotencyToken': {
    send: async (idempotencyToken, other) =>
      (
        await cb.startBuildBatch({
          projectName: 'app',
          idempotencyToken,
          environmentVariablesOverride: environment(other),
        })
      ).buildBatch?.id,
    refused: 'InvalidInputException',
  },
  'codebuild:RetryBuildBatch idempotencyToken': {
    send: async (idempotencyToken, other) =>
      (
        await cb.retryBuildBatch({
          id: over.batch,
          idempotencyToken,
          retryType: other ? 'RETRY_FAILED_BUILDS' : 'RETRY_ALL_BUILDS',
        })
      ).buildBatch?.id,
    refused: 'InvalidInputException',
  },
  'codepipeline:StartPipelineExecution clientRequestToken': {
    send: async (clientRequestToken) =>
      (await bench.cp.startPipelineExecution({ name: 'again', clientRequestToken }))
        .pipelineExecutionId,
  },
  'codestar-notifications:CreateNotificationRule ClientRequestToken': {
    send: async (ClientRequestToken, other) =>
      (
        await new CodeStarNotifications(bench.engine.client).createNotificationRule({
          Name: 'again',
          Resource: 'arn:aws:codecommit:us-east-1:000000000000:watched',
          DetailType: other ? 'FULL' : 'BASIC',
          EventTypeIds: ['codecommit-repository-branches-and-tags-created'],
          Targets: [{ TargetType: 'SNS', TargetAddress: topic }],
          ClientRequestToken,
        })
      ).Arn,
    refused: 'ValidationException',
  },
  'ec2:CreateLaunchTemplate ClientToken': {
    send: async (ClientToken, other) => {
      const { LaunchTemplate } = await new EC2(bench.engine.client).createLaunchTemplate({
        LaunchTemplateName: other ? 'other' : 'again',
        LaunchTemplateData: { ImageId: 'ami-1' },
        ClientToken,
      });
      return LaunchTemplate?.LaunchTemplateId;
    },
    refused: 'IdempotentParameterMismatch',
  },
  'ec2:CreateLaunchTemplateVersion ClientToken': {
    send: async (ClientToken, other) => {
      const { LaunchTemplateVersion } = await new EC2(
        bench.engine.client,
      ).createLaunchTemplateVersion({
        LaunchTemplateName: 'again',
        LaunchTemplateData: { ImageId: other ? 'ami-2' : 'ami-1' },
        ClientToken,
      });
      return LaunchTemplateVersion?.VersionNumber;
    },
    refused: 'IdempotentParameterMismatch',
  },
  'ec2:RunInstances ClientToken': {
    send: async (ClientToken, other) => {
      const { ReservationId, Instances } = await new EC2(bench.engine.client).runInstances({
        ImageId: other ? 'ami-2' : 'ami-1',
        MinCount: 2,
        MaxCount: 2,
        ClientToken,
      });
      return [ReservationId, ...(Instances ?? []).map((i) => i.InstanceId)];
    },
    refused: 'IdempotentParameterMismatch',
  },
  'secretsmanager:CreateSecret ClientRequestToken': {
    send: (ClientRequestToken, other) =>
      new SecretsManager(bench.engine.client)
        .createSecret({
          Name: 'created',
          ClientRequestToken,
          SecretString: other ? 'other' : 'value',
        })
        .then(({ ARN, VersionId }) => [ARN, VersionId]),
    refused: 'ResourceExistsException',
  },
  'secretsmanager:PutSecretValue ClientRequestToken': {
    send: (ClientRequestToken, other) =>
      new SecretsManager(bench.engine.client)
        .putSecretValue({
          SecretId: 'created',
          ClientRequestToken,
          SecretBinary: Buffer.from(other ? 'other' : 'value'),
        })
        .then(({ ARN, VersionId, VersionStages }) => [ARN, VersionId, VersionStages]),
    refused: 'ResourceExistsException',
  },
};
/** Whose token cannot come twice, as AWS documents. */
const ONCE = ['secretsmanager:UpdateSecret ClientRequestToken'];

describe('an idempotency token', () => {
  it.each(Object.entries(CASES))('%s', async (name, { send, refused }) => {
    const token = `token-of-${name.replaceAll(/\W/g, '-')}-00000000`.slice(0, 64);
    const made = await send(token, false);
    expect(made).toBeTruthy();
    expect(await send(token, false)).toEqual(made);
    if (refused !== undefined)
      await expect(send(token, true)).rejects.toMatchObject({ name: refused });
  });

  it('of a build is valid for five minutes', async () => {
    const start = async (): Promise<string | undefined> =>
      (await cb.startBuild({ projectName: 'app', idempotencyToken: 'five' })).build?.id;
    const first = await start();
    await bench.clock(299);
    expect(await start()).toBe(first);
    await bench.clock(2);
    expect(await start()).not.toBe(first);
  });

  it('of UpdateSecret names a new version, or is refused', async () => {
    const sm = new SecretsManager(bench.engine.client);
    await sm.createSecret({ Name: 'updated', SecretString: 'a' });
    const update = () =>
      sm.updateSecret({
        SecretId: 'updated',
        SecretString: 'b',
        ClientRequestToken: 'update-000000000000000000000000000',
      });
    await update();
    await expect(update()).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  it('of a version without stages is still known, and the version is listed where that is asked for', async () => {
    const sm = new SecretsManager(bench.engine.client);
    const put = (n: number) =>
      sm.putSecretValue({
        SecretId: 'versions',
        SecretString: `value ${n}`,
        ClientRequestToken: `version-${n}-0000000000000000000000000`,
      });
    await sm.createSecret({ Name: 'versions' });
    for (const n of [1, 2, 3]) await put(n);
    expect((await put(1)).VersionStages ?? []).toEqual([]);
    expect((await sm.getSecretValue({ SecretId: 'versions' })).SecretString).toBe('value 3');
    const listed = async (IncludeDeprecated: boolean) =>
      (await sm.listSecretVersionIds({ SecretId: 'versions', IncludeDeprecated })).Versions?.length;
    expect([await listed(false), await listed(true)]).toEqual([2, 3]);
  });

  it('of any served operation is one of these, is refused by name, or is listed with the reason', async () => {
    const registry = new Registry();
    const found: string[] = [];
    const look = (service: string, operation: string, shape: Shape, path: string): void => {
      for (const [name, member] of shape.members) {
        const at = path === '' ? name : `${path}.${name}`;
        if (
          traitsOf(member.schema)['idempotencyToken'] !== undefined ||
          /(client|idempot|request).*token|deduplicationid|attemptid/i.test(name)
        )
          found.push(`${service}:${operation} ${at}`);
        const item = member.kind === 'list' ? member.value : undefined;
        if (item?.kind === 'struct' && path === '') look(service, operation, item, `${at}[]`);
      }
    };
    for (const [service, { operations }] of Object.entries(services)) {
      const model = (await registry.byName(service)).operations;
      for (const operation of Object.keys(operations)) {
        const known = model.get(operation);
        if (known) look(service, operation, shapeOf(known.input), '');
      }
    }
    const isHeld = (token: string): boolean => {
      const [, service = '', operation = '', path = ''] = /^(.+):(.+) (.+)$/.exec(token) ?? [];
      return (
        Object.hasOwn(CASES, token) ||
        ONCE.includes(token) ||
        Boolean(UNSERVED[service]?.[operation]?.includes(path)) ||
        IGNORED.some(
          (i) =>
            i.service === service &&
            ['*', operation].includes(i.operation) &&
            i.members.includes(path),
        )
      );
    };
    expect(found.length).toBeGreaterThan(15);
    expect(found.filter((token) => !isHeld(token))).toEqual([]);
    expect([...Object.keys(CASES), ...ONCE].filter((name) => !found.includes(name))).toEqual([]);
  });
});
