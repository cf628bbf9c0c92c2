import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectionTo, type Connection } from '../aws/connection';
import { deleteBuilds, stopWork } from './running-work';

/** A year of builds, and AWS's answers about them (API reference of CodeBuild and CodePipeline). */
const BUILDS = 5000;
const id = (n: number): string => `shop:${n}`;
const running = new Set([id(0), id(2)]);
const calls = new Map<string, number>();

interface Asked {
  readonly ids?: readonly string[];
  readonly id?: string;
  readonly nextToken?: string;
}

const ANSWERS: Readonly<Record<string, (asked: Asked) => object>> = {
  GetPipelineState: () => ({
    stageStates: [
      { stageName: 'Build', latestExecution: { pipelineExecutionId: 'e1', status: 'InProgress' } },
    ],
  }),
  ListPipelineExecutions: () => ({
    pipelineExecutionSummaries: [
      { pipelineExecutionId: 'e1', status: 'InProgress' },
      { pipelineExecutionId: 'e0', status: 'Succeeded' },
    ],
  }),
  StopPipelineExecution: () => ({ pipelineExecutionId: 'e1' }),
  ListBuildsForProject: ({ nextToken = '0' }) => {
    const from = Number(nextToken);
    return {
      ids: Array.from({ length: 100 }, (_, i) => id(from + i)),
      ...(from + 100 < BUILDS ? { nextToken: String(from + 100) } : {}),
    };
  },
  BatchGetBuilds: ({ ids = [] }) => ({
    builds: ids.map((build) => ({ id: build, buildComplete: !running.has(build) })),
  }),
  StopBuild: (asked) => {
    running.delete(asked.id ?? '');
    return { build: { id: asked.id } };
  },
  BatchDeleteBuilds: ({ ids = [] }) => ({
    buildsDeleted: ids,
    buildsNotDeleted: ids.includes(id(4999))
      ? [{ id: id(4999), statusCode: 'BUILD_IN_PROGRESS' }]
      : [],
  }),
};

let server: Server;
let connection: Connection;
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const operation = String(request.headers['x-amz-target']).split('.').pop() ?? '';
      calls.set(operation, (calls.get(operation) ?? 0) + 1);
      const answer = ANSWERS[operation]?.(JSON.parse(body) as Asked);
      response.writeHead(answer ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(answer ?? { __type: 'UnknownOperationException' }));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  connection = connectionTo({
    backend: 'local',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it('five thousand builds cost 150 calls and one for each that runs; what AWS keeps is counted', async () => {
  const builds = await stopWork(connection, 'shop', []);
  expect(builds).toHaveLength(BUILDS);
  expect(await deleteBuilds(connection, builds)).toBe(1);
  expect(Object.fromEntries(calls)).toEqual({
    GetPipelineState: 1,
    ListPipelineExecutions: 1,
    StopPipelineExecution: 1,
    ListBuildsForProject: 50,
    // And once more for those that were stopped.
    BatchGetBuilds: 51,
    StopBuild: 2,
    BatchDeleteBuilds: 50,
  });
});
