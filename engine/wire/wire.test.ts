import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
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
      name: 'UnrecognizedClientException',
    });
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
