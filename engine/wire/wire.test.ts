import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { EC2 } from '@aws-sdk/client-ec2';
import { S3 } from '@aws-sdk/client-s3';
import { SQS } from '@aws-sdk/client-sqs';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../testing/start';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.stop());

function raw(
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const url = new URL(engine.endpoint);
    request({ host: '127.0.0.1', port: url.port, path, headers }, (response) => {
      let body = '';
      response.on('data', (c: Buffer) => {
        body += c.toString();
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on('error', reject)
      .end();
  });
}

describe('a signed call', () => {
  it('is answered to the account root', async () => {
    const answer = await new STSClient(engine.client).send(new GetCallerIdentityCommand({}));
    expect(answer).toMatchObject({
      Account: '000000000000',
      Arn: 'arn:aws:iam::000000000000:root',
    });
    expect(answer.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('with a wrong secret is refused as AWS refuses it', async () => {
    const client = new STSClient({
      ...engine.client,
      credentials: { ...engine.client.credentials, secretAccessKey: 'wrong' },
    });
    await expect(client.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('with an unknown key is refused', async () => {
    const client = new STSClient({
      ...engine.client,
      credentials: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' },
    });
    await expect(client.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
  });

  it.each([
    [
      'logs',
      (c: object) => new CloudWatchLogs(c).describeLogGroups({}),
      'InvalidSignatureException',
      'UnrecognizedClientException',
    ],
    [
      'sqs',
      (c: object) => new SQS(c).listQueues({}),
      'InvalidSignatureException',
      'UnrecognizedClientException',
    ],
    ['ec2', (c: object) => new EC2(c).describeVpcs({}), 'AuthFailure', 'AuthFailure'],
    [
      'cloudformation',
      (c: object) => new CloudFormation(c).listStacks({}),
      'SignatureDoesNotMatch',
      'InvalidClientTokenId',
    ],
    ['s3', (c: object) => new S3(c).listBuckets({}), 'SignatureDoesNotMatch', 'InvalidAccessKeyId'],
  ])('to %s is refused by the codes of what it speaks', async (_name, call, mismatch, unknown) => {
    const { accessKeyId } = engine.client.credentials;
    for (const [credentials, name] of [
      [{ accessKeyId, secretAccessKey: 'wrong' }, mismatch],
      [{ accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' }, unknown],
    ] as const)
      await expect(call({ ...engine.client, credentials })).rejects.toMatchObject({ name });
  });

  it.each([
    [
      'logs',
      (c: object) => new CloudWatchLogs(c).describeLogGroups({}),
      'InvalidSignatureException',
    ],
    ['ec2', (c: object) => new EC2(c).describeVpcs({}), 'AuthFailure'],
    [
      'cloudformation',
      (c: object) => new CloudFormation(c).listStacks({}),
      'SignatureDoesNotMatch',
    ],
    ['s3', (c: object) => new S3(c).listBuckets({}), 'AuthorizationHeaderMalformed'],
  ])('to %s of another region gets nothing of this one', async (_name, call, name) => {
    await expect(call({ ...engine.client, region: 'eu-north-1' })).rejects.toMatchObject({
      name,
      message: expect.stringMatching(/us-east-1.*eu-north-1|eu-north-1.*us-east-1/) as string,
    });
  });

  it('to a service of the whole account may be signed for any region', async () => {
    const sts = new STSClient({ ...engine.client, region: 'eu-north-1' });
    expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe('000000000000');
  });

  it('without a required member is refused before the handler', async () => {
    await expect(
      new STSClient(engine.client).send(
        new AssumeRoleCommand({ RoleArn: undefined, RoleSessionName: 'a' }),
      ),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining("'RoleArn'") as string,
    });
  });

  it('for an operation that is not served says so by name', async () => {
    await expect(
      new STSClient(engine.client).send(new GetSessionTokenCommand({})),
    ).rejects.toMatchObject({
      name: 'NotImplementedException',
      $metadata: { httpStatusCode: 501 },
      message: expect.stringContaining('sts:GetSessionToken') as string,
    });
  });
});

describe('the front door', () => {
  it('refuses a foreign Host before anything else', async () => {
    expect((await raw('/_starboard/health', { host: 'evil.example' })).status).toBe(403);
  });

  it('refuses a foreign Origin', async () => {
    expect(
      (
        await raw('/_starboard/health', {
          host: new URL(engine.endpoint).host,
          origin: 'http://evil.example',
        })
      ).status,
    ).toBe(403);
  });

  it('tells its health without credentials', async () => {
    const { status, body } = await raw('/_starboard/health', {
      host: new URL(engine.endpoint).host,
    });
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      status: 'ok',
      services: {
        sts: { operations: { served: 2, total: 12, names: ['AssumeRole', 'GetCallerIdentity'] } },
      },
    });
  });
});
