import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { S3 } from '@aws-sdk/client-s3';
import { STS } from '@aws-sdk/client-sts';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../testing/start';
import { nestsTooDeep } from '../../common/bounded-parse';
import { BodyBudget, xmlRefused } from './limits';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
  await new STS(engine.client).getCallerIdentity({});
});
afterAll(() => engine.stop());

const MB = 1024 * 1024;
const host = (): string => new URL(engine.endpoint).host;
const port = (): number => Number(new URL(engine.endpoint).port);

interface Spoken {
  readonly status: number;
  readonly text: string;
  /** What the client had sent when it heard the answer. */ readonly sent: number;
}

/** Speaks HTTP by hand: says what it says, sends its body piece by piece until it is answered, and nothing more. */
function speak(
  head: readonly string[],
  body: { readonly total: number; readonly piece: Buffer } | undefined,
): Promise<Spoken> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port(), '127.0.0.1');
    let text = '';
    let sent = 0;
    let over = false;
    const more = (): void => {
      while (!over && body && sent < body.total) {
        sent += body.piece.length;
        if (!socket.write(body.piece)) return void socket.once('drain', more);
      }
    };
    socket.on('connect', () => {
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
      // The answer to a head that is refused comes without a byte of the body.
      if (!body || body.total === 0) return;
      setImmediate(more);
    });
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]);
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      const at = text.indexOf('\r\n\r\n');
      if (at < 0 || status === 100 || text.length - at - 4 < length) return;
      over = true;
      socket.destroy();
      resolve({ status, text, sent });
    });
    socket.on('error', (error) => {
      if (!over) reject(error);
    });
    socket.on('close', () => {
      if (!over) reject(new Error(`closed without an answer after ${sent} bytes`));
    });
  });
}

const json = (target: string, ...more: string[]): string[] => [
  'POST / HTTP/1.1',
  `host: ${host()}`,
  'content-type: application/x-amz-json-1.1',
  `x-amz-target: ${target}`,
  ...more,
];
const brackets = Buffer.alloc(64 * 1024, '[');

async function signed(
  service: string,
  target: string,
  body: Buffer,
  more: Record<string, string> = {},
): Promise<Record<string, string>> {
  const signer = new SignatureV4({
    service,
    region: 'us-east-1',
    credentials: engine.client.credentials,
    sha256: Sha256,
  });
  const { headers } = (await signer.sign({
    method: 'POST',
    protocol: 'http:',
    hostname: '127.0.0.1',
    port: port(),
    path: '/',
    query: {},
    body,
    headers: {
      host: host(),
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': target,
      ...more,
    },
  } as never)) as unknown as { headers: Record<string, string> };
  return headers;
}

async function call(
  service: string,
  target: string,
  body: Buffer,
  more: Record<string, string> = {},
): Promise<Response> {
  const headers = await signed(service, target, body, more);
  return fetch(engine.endpoint, {
    method: 'POST',
    body,
    headers: Object.fromEntries(Object.entries(headers).filter(([k]) => k !== 'host')),
  });
}

describe('a body on a JSON or Query call', () => {
  it('is refused without a length (411), before it is sent', async () => {
    const { status, text, sent } = await speak(
      json('CodePipeline_20150709.ListPipelines', 'transfer-encoding: chunked'),
      undefined,
    );
    expect([status, sent]).toEqual([411, 0]);
    expect(text).toContain('You must provide the Content-Length HTTP header.');
  });

  it('is refused by its length (413), before it is sent', async () => {
    const { status, sent } = await speak(
      json('CodePipeline_20150709.ListPipelines', `content-length: ${30 * MB}`),
      undefined,
    );
    expect([status, sent]).toEqual([413, 0]);
  });

  it('is not read from who does not sign', async () => {
    for (const head of [
      json('Logs_20140328.PutLogEvents', `content-length: ${4 * MB}`),
      [
        'POST / HTTP/1.1',
        `host: ${host()}`,
        'content-type: application/x-www-form-urlencoded',
        `content-length: ${MB}`,
      ],
    ]) {
      const { status, text, sent } = await speak(head, undefined);
      expect([status, sent]).toEqual([403, 0]);
      expect(text).toContain('MissingAuthenticationToken');
    }
  });

  it('is not read from who signs with a wrong secret', async () => {
    const headers = await signed('logs', 'Logs_20140328.PutLogEvents', Buffer.alloc(10));
    const wrong = Object.entries({
      ...headers,
      authorization: (headers['authorization'] ?? '').replace(/.$/, (c) => (c === '0' ? '1' : '0')),
    }).map(([k, v]) => `${k}: ${v}`);
    const { status, text, sent } = await speak(
      ['POST / HTTP/1.1', ...wrong, `content-length: ${4 * MB}`],
      undefined,
    );
    expect([status, sent]).toEqual([403, 0]);
    expect(text).toContain('InvalidSignatureException');
  });

  it('that is not the one that was signed is refused', async () => {
    const headers = await signed(
      'codepipeline',
      'CodePipeline_20150709.ListPipelines',
      Buffer.from('{}'),
    );
    const answer = await fetch(engine.endpoint, {
      method: 'POST',
      body: '{"maxResults":1}',
      headers: Object.fromEntries(Object.entries(headers).filter(([k]) => k !== 'host')),
    });
    expect(answer.status).toBe(400);
  });

  it('cannot ride on an address that was signed for another', async () => {
    const signer = new SignatureV4({
      service: 'sts',
      region: 'us-east-1',
      credentials: engine.client.credentials,
      sha256: Sha256,
    });
    const { query } = (await signer.presign({
      method: 'POST',
      protocol: 'http:',
      hostname: '127.0.0.1',
      port: port(),
      path: '/',
      query: {},
      headers: { host: host() },
    } as never)) as unknown as { query: Record<string, string> };
    const answer = await fetch(`${engine.endpoint}/?${new URLSearchParams(query).toString()}`, {
      method: 'POST',
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.status).toBe(403);
  });

  it('of brackets is refused, and never parsed', async () => {
    const answer = await call(
      'codepipeline',
      'CodePipeline_20150709.ListPipelines',
      Buffer.alloc(2 * MB, '['),
    );
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('SerializationException');
  });

  it('of thirty megabytes of brackets, thirty times and unsigned, leaves memory and everybody else alone', async () => {
    const before = process.memoryUsage().rss;
    const crowd = Array.from({ length: 30 }, () =>
      speak(json('CodeCommit_20150413.CreateCommit', `content-length: ${28 * MB}`), {
        total: MB,
        piece: brackets,
      }),
    );
    await new STS(engine.client).getCallerIdentity({});
    expect((await Promise.all(crowd)).map((c) => c.status)).toEqual(Array(30).fill(403));
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * MB);
  });

  it('that is packed may unpack to no more than a plain one', async () => {
    const answer = await call(
      'logs',
      'Logs_20140328.PutLogEvents',
      gzipSync(Buffer.alloc(16 * MB)),
      { 'content-encoding': 'gzip' },
    );
    expect(answer.status).toBe(413);
    expect(
      (
        await call('logs', 'Logs_20140328.PutLogEvents', Buffer.from('no gzip'), {
          'content-encoding': 'gzip',
        })
      ).status,
    ).toBe(400);
  });

  it('of a form with a name of a million parts is refused', async () => {
    const body = Buffer.from(`Action=AssumeRole&Version=2011-06-15&${'a.'.repeat(400_000)}b=1`);
    const answer = await call('sts', '', body, {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('at most 100 parts');
  });

  it('of XML that nests without end, or declares entities, is malformed', async () => {
    const s3 = new S3({ ...engine.client, forcePathStyle: true });
    await s3.createBucket({ Bucket: 'deep' });
    const signer = new SignatureV4({
      service: 's3',
      region: 'us-east-1',
      credentials: engine.client.credentials,
      sha256: Sha256,
      uriEscapePath: false,
    });
    for (const body of [
      `<Tagging>${'<a>'.repeat(100_000)}`,
      '<!DOCTYPE t [<!ENTITY a "b">]><Tagging><TagSet><Tag><Key>k</Key><Value>&a;</Value></Tag></TagSet></Tagging>',
    ]) {
      const { headers } = (await signer.sign({
        method: 'PUT',
        protocol: 'http:',
        hostname: '127.0.0.1',
        port: port(),
        path: '/deep',
        query: { tagging: '' },
        body,
        headers: { host: host() },
      } as never)) as unknown as { headers: Record<string, string> };
      const answer = await fetch(`${engine.endpoint}/deep?tagging=`, {
        method: 'PUT',
        body,
        headers: Object.fromEntries(Object.entries(headers).filter(([k]) => k !== 'host')),
      });
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain('MalformedXML');
    }
  });

  it("with a text inside that nests too deeply is a mistake of the client's", async () => {
    const deep = `${'{"a":'.repeat(20_000)}["b"]${'}'.repeat(20_000)}`;
    const events = new EventBridge(engine.client);
    await expect(events.putRule({ Name: 'deep', EventPattern: deep })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 400 },
    });
    await expect(
      events.testEventPattern({ EventPattern: '{"source":["a"]}', Event: deep }),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
    expect(engine.log.filter((l) => l.includes('call stack'))).toEqual([]);
  });
});

describe('what clients really send', () => {
  it('still comes through: a file of six megabytes, a full batch of log events', async () => {
    const cc = new CodeCommit(engine.client);
    await cc.createRepository({ repositoryName: 'big' });
    await cc.putFile({
      repositoryName: 'big',
      branchName: 'main',
      filePath: 'f',
      fileContent: Buffer.alloc(6 * MB, 1),
    });
    const logs = new CloudWatchLogs(engine.client);
    await logs.createLogGroup({ logGroupName: 'g' });
    await logs.createLogStream({ logGroupName: 'g', logStreamName: 's' });
    await logs.putLogEvents({
      logGroupName: 'g',
      logStreamName: 's',
      logEvents: [{ timestamp: Date.now(), message: '\u0001'.repeat(250_000) }],
    });
  });

  it('of an upload that is refused is let through, so that the client hears why', async () => {
    const s3 = new S3({ ...engine.client, forcePathStyle: true });
    // One whose line is cut hears nothing.
    for (const Body of [Buffer.alloc(8 * MB, 7), Buffer.alloc(100, 7)]) {
      await expect(s3.putObject({ Bucket: 'there-is-none', Key: 'k', Body })).rejects.toMatchObject(
        { name: 'NoSuchBucket' },
      );
    }
  });

  it('is refused in words when it says it is gzip and is not', async () => {
    const target = 'CodePipeline_20150709.ListPipelines';
    const response = await call('codepipeline', target, Buffer.from('{}'), {
      'content-encoding': 'gzip',
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('SerializationException');
  });

  it('is asked for only when it is wanted (Expect: 100-continue)', async () => {
    const waiting = await speak(
      json('CodePipeline_20150709.ListPipelines', `content-length: ${MB}`, 'expect: 100-continue'),
      undefined,
    );
    expect(waiting.status).toBe(403);
    expect(waiting.text).not.toContain('100 Continue');
    expect(waiting.text.toLowerCase()).toContain('connection: close');
  });
});

describe('limits', () => {
  it('count what is held, and give it back once', () => {
    const budget = new BodyBudget(10);
    const release = budget.take(8);
    expect(() => budget.take(3)).toThrow(/send the request again/);
    release();
    release();
    budget.take(10);
    expect(() => budget.take(1)).toThrow();
  });

  it.each([
    ['{"a":"[[[["}', false],
    ['"\\"[[[["', false],
    ['[[[[]]]]', true],
    ['[[],[],[],[[]]]', false],
  ])('the depth of %s beyond three: %s', (text, deep) => {
    expect(nestsTooDeep(text, 3)).toBe(deep);
  });

  it.each([
    ['<a><b/><b/><b/><b/></a>', false],
    ['<?xml version="1.0"?><a><b><c></c></b></a>', false],
    ['<a><b><c><d>', true],
    ['<!doctype a>', true],
    ['<a', false],
  ])('the depth of %s beyond three: %s', (text, refused) => {
    expect(xmlRefused(text, 3)).toBe(refused);
  });
});
