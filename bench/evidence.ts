import { CopyObjectCommand, CreateBucketCommand, PutObjectCommand, S3 } from '@aws-sdk/client-s3';
import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { lookAt } from '../lib/server/evidence/artifact';
import { connectionTo, type Connection } from '../lib/server/aws/connection';
import { cache } from '../lib/server/cache/cache';
import { median, startProgram, type Figures } from './engine';

const MB = 1024 * 1024;
const ARTIFACTS = 20;
const ARTIFACT_MB = 50;
const RESOURCES = 500;
const LONG_MB = 100;
const ROUNDS = 7;
const BUCKET = 'evidence';
const NO_SOURCES = { content: new Set<string>(), name: '' };

/** One resource of a plan, of about four kilobytes as the AWS provider writes them. */
const resource = (i: number): object => {
  const values = {
    name: `service-${i}`,
    tags: Object.fromEntries(Array.from({ length: 20 }, (_, t) => [`tag-${t}`, `value ${t}`])),
    policy: JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 's3:GetObject' }] }),
    description: 'x'.repeat(1900),
  };
  return {
    address: `aws_thing.service_${i}`,
    mode: 'managed',
    type: 'aws_thing',
    name: `service_${i}`,
    provider_name: 'registry.terraform.io/hashicorp/aws',
    change: {
      actions: i % 50 ? ['update'] : ['delete', 'create'],
      before: values,
      after: { ...values, description: 'y'.repeat(1900) },
      after_unknown: {},
      before_sensitive: {},
      after_sensitive: {},
    },
  };
};

/** One whose every attribute changes, with a secret that has to be looked for in all of them. */
const secretResource = (i: number): object => {
  const valuesOf = (side: string) => ({
    password: `secret-${i}-of-${side}`,
    ...Object.fromEntries(
      Array.from({ length: 30 }, (_, t) => [
        `attribute_${t}`,
        `${side} arn:aws:iam::111122223333:role/service-${i}-${t}`,
      ]),
    ),
    user_data: Array.from({ length: 20 }, (_, k) => `run ${side} --step=${k}`).join('\n'),
  });
  const change = {
    actions: ['update'],
    before: valuesOf('before'),
    after: valuesOf('after'),
    after_unknown: {},
    before_sensitive: { password: true },
    after_sensitive: { password: true },
  };
  return { ...resource(i), change };
};

const planText = (one: (i: number) => object): string =>
  JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.9.8',
    planned_values: { root_module: {} },
    resource_changes: Array.from({ length: RESOURCES }, (_, i) => one(i)),
    configuration: { root_module: {} },
  });

/** A plan that goes on and on, a megabyte at a time. */
function* longPlan(): Generator<Buffer> {
  yield Buffer.from('{"format_version":"1.2","terraform_version":"1.9.8","resource_changes":[');
  const one = Buffer.from(`${JSON.stringify(resource(1))},`);
  const many = Buffer.concat(Array.from({ length: Math.ceil(MB / one.length) }, () => one));
  for (let i = 0; i < LONG_MB; i++) yield many;
}

function* noise(): Generator<Buffer> {
  for (let i = 0; i < ARTIFACT_MB; i++) yield randomBytes(MB);
}

async function zipTo(file: string, add: (zip: ZipFile) => void): Promise<void> {
  const zip = new ZipFile();
  add(zip);
  zip.end();
  await pipeline(zip.outputStream as unknown as Readable, createWriteStream(file));
}

async function put(s3: S3, key: string, file: string): Promise<void> {
  const ContentLength = statSync(file).size;
  const Body = createReadStream(file);
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body, ContentLength }));
}

interface Measured {
  readonly ms: number;
  /** How much larger this process became at most while it was done. */
  readonly memory: number;
}

async function measured(work: () => Promise<unknown>): Promise<Measured> {
  const before = process.memoryUsage().rss;
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 5);
  const began = performance.now();
  try {
    await work();
    return { ms: performance.now() - began, memory: most - before };
  } finally {
    clearInterval(timer);
  }
}

const look = (connection: Connection, key: string) =>
  lookAt(
    connection,
    {
      action: 'Build Plan',
      name: key,
      bucket: BUCKET,
      key,
      isSource: false,
      isReference: false,
      isDeployed: false,
    },
    NO_SOURCES,
  );

async function fill(s3: S3, home: string, text: string, secret: string): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const file = (name: string): string => join(home, name);
  await zipTo(file('large.zip'), (zip) => {
    zip.addReadStream(Readable.from(noise()), 'app.bin', { compress: false });
    zip.addBuffer(Buffer.from(text), 'plan.json');
  });
  await zipTo(file('plan.zip'), (zip) => zip.addBuffer(Buffer.from(text), 'plan.json'));
  await zipTo(file('secret.zip'), (zip) => zip.addBuffer(Buffer.from(secret), 'plan.json'));
  await zipTo(file('long.zip'), (zip) => zip.addReadStream(Readable.from(longPlan()), 'plan.json'));
  await put(s3, 'large-0', file('large.zip'));
  await put(s3, 'plan', file('plan.zip'));
  await put(s3, 'secret', file('secret.zip'));
  await put(s3, 'long', file('long.zip'));
  for (let i = 1; i < ARTIFACTS; i++)
    await s3.send(
      new CopyObjectCommand({ Bucket: BUCKET, Key: `large-${i}`, CopySource: `${BUCKET}/large-0` }),
    );
}

/** How long evidence takes to be found, and what it costs, beside the bare parse. */
export async function measureEvidence(root: string, home: string): Promise<Figures> {
  const engine = await startProgram(root, home, ['engine'], /engine ready/);
  try {
    const s3 = new S3({ ...engine.client, forcePathStyle: true });
    const connection = connectionTo({ backend: 'local', ...engine.client });
    const text = planText(resource);
    const secret = planText(secretResource);
    await fill(s3, home, text, secret);
    const plain: number[] = [];
    const read: number[] = [];
    const masked: number[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      const began = performance.now();
      JSON.parse(text);
      plain.push(performance.now() - began);
      cache.clear();
      read.push((await measured(() => look(connection, 'plan'))).ms);
      masked.push((await measured(() => look(connection, 'secret'))).ms);
    }
    cache.clear();
    const many = await measured(async () => {
      for (let i = 0; i < ARTIFACTS; i++) await look(connection, `large-${i}`);
    });
    const again = await measured(() =>
      Promise.all(Array.from({ length: ARTIFACTS }, (_, i) => look(connection, `large-${i}`))),
    );
    const long = await measured(() => look(connection, 'long'));
    const { pieces } = await look(connection, 'long');
    const mb = (bytes: number): string => `${(bytes / MB).toFixed(0)} MB`;
    const ms = (n: number): string => `${n.toFixed(0)} ms`;
    return [
      [`JSON.parse of a plan of ${RESOURCES} resources (${mb(text.length)})`, ms(median(plain))],
      ['The same plan found in its artifact, read and put in order', ms(median(read))],
      [
        `One as long (${mb(secret.length)}) whose every attribute changes, with ${2 * RESOURCES} secrets`,
        ms(median(masked)),
      ],
      [
        `${ARTIFACTS} artifacts of ${ARTIFACT_MB} MB looked through, one after the other`,
        `${ms(many.ms)}, ${mb(many.memory)} more memory`,
      ],
      ['The same again, as they are', ms(again.ms)],
      [
        `A plan of ${LONG_MB} MB: ${pieces[0]?.problem?.kind ?? 'read'}`,
        `${ms(long.ms)}, ${mb(long.memory)} more memory`,
      ],
    ];
  } finally {
    await engine.stop();
  }
}
