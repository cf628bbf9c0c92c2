import { describe, expect, it } from 'vitest';
import {
  nothingDiffers,
  verdictOf,
  type Comparison,
  type SourcePart,
} from '../../lib/domain/commits/comparison';
import { topic } from '../../lib/domain/live/topics';
import type { Connection } from '../../lib/server/aws/connection';
import { toAppError } from '../../lib/server/aws/errors';
import { compareExecutions } from '../../lib/server/diff/compare';
import { readTopic } from '../../lib/server/live/topics';
import { servingShapes } from '../support/served-account';
import type { Shape } from '../support/shapes/format';
import { loadShape } from '../support/shapes/merge';
import type { ShapeServer } from '../support/shapes/server';

/** Two executions of pipelines of any shape, compared as the pages compare them (cases/shapes/README.md). */
const serveShapes = servingShapes();
let server: ShapeServer;
let connection: Connection;

interface Served {
  readonly pipeline: string;
  /** Executions, the newest first. */
  readonly ids: readonly string[];
}

async function serve(shape: Shape): Promise<Served> {
  ({ server, connection } = await serveShapes(shape));
  const [[pipeline, { executions }] = ['', { executions: [] }]] = Object.entries(shape.pipelines);
  return { pipeline, ids: executions.map((e) => String(e['pipelineExecutionId'])) };
}

const compare = async (pipeline: string, from = '', to = ''): Promise<Comparison> =>
  (await readTopic(connection, topic('compare', pipeline, from, to))) as Comparison;

const said = (p: SourcePart): string =>
  `${p.source} ${p.difference} by ${p.by}${p.files ? `, ${p.files.list.length} files` : ''}`;

/** A shape in which each artifact of the sources holds one file that tells which execution it is of. */
function withFiles(shape: Shape): Shape {
  const objects: Record<string, 'gone' | 'there' | Record<string, string>> = { ...shape.objects };
  for (const { actions } of Object.values(shape.pipelines))
    for (const a of actions) {
      const { outputArtifacts = [] } = (a['output'] ?? {}) as {
        outputArtifacts?: { s3location?: { bucket: string; key: string } }[];
      };
      for (const { s3location: at } of outputArtifacts)
        if (at) objects[`${at.bucket}/${at.key}`] = { 'app.txt': at.key };
    }
  return { ...shape, objects };
}

describe('of five sources', () => {
  it('each is compared, those that changed first, and the ones that are the same need no read', async () => {
    const { pipeline, ids } = await serve(withFiles(loadShape('five-sources')));
    const c = await compare(pipeline, ids[2], ids[0]);
    expect(c.sources.map(said)).toEqual([
      'Mobile changed by artifacts, 1 files',
      'Facturation changed by artifacts, 1 files',
      'Tarifs changed by artifacts, 1 files',
      'Boutique same by ids',
      'Theme same by ids',
    ]);
    expect(c).toMatchObject({ complete: true, version: { from: 12, to: 12 } });
    expect(verdictOf(c)).toBe('What changes: 3 of 5 sources.');
    // Six archives: of each source that changed the one and the other.
    expect(server.calls.filter((call) => call === 's3:GetObject')).toHaveLength(6);
    // AWS's console leads to a connection's commit, and no address of the host is made of its name.
    expect(c.sources[0]?.to?.url).toMatch(/^https:\/\/eu-west-3\.console\.aws\.amazon\.com\//);
    expect(c.sources.map((p) => p.link)).toEqual(Array(5).fill(undefined));
    const diff = await readTopic(
      connection,
      topic('file-diff', pipeline, ids[2] ?? '', ids[0] ?? '', 'Facturation', 'app.txt'),
    );
    expect(JSON.stringify(diff)).toMatch(/SrcFactura.*SrcFactura/);
  });

  it('a denied artifact is said at its source, with the permission, and the others stand', async () => {
    const { pipeline, ids } = await serve(withFiles(loadShape('five-sources')));
    server.behaviour.deny.add('s3:GetObject');
    const c = await compare(pipeline, ids[2], ids[0]);
    expect(c.complete).toBe(false);
    expect(c.sources.map((p) => [p.source, p.difference, p.unread[0]?.action])).toEqual([
      ['Mobile', 'changed', 's3:GetObject'],
      ['Facturation', 'changed', 's3:GetObject'],
      ['Tarifs', 'changed', 's3:GetObject'],
      ['Boutique', 'same', undefined],
      ['Theme', 'same', undefined],
    ]);
    expect(verdictOf(c)).toMatch(/Not everything could be read/);
    // Once the permission is there, the next read has it.
    server.behaviour.deny.clear();
    expect((await compare(pipeline, ids[2], ids[0])).complete).toBe(true);
  });

  it('an artifact that is gone is said at its source', async () => {
    const shape = withFiles(loadShape('five-sources'));
    const objects = Object.fromEntries(
      Object.entries(shape.objects ?? {}).map(([k, v]) => [
        k,
        k.includes('SrcMobile') ? 'gone' : v,
      ]),
    ) as Shape['objects'];
    const { pipeline, ids } = await serve({ ...shape, objects });
    const c = await compare(pipeline, ids[2], ids[0]);
    expect(c.sources.find((p) => p.source === 'Mobile')?.unread[0]?.why).toMatch(/no longer in S3/);
    expect(c.sources.find((p) => p.source === 'Tarifs')?.unread).toEqual([]);
  });
});

describe('variables and the version', () => {
  it('variables that differ are named with both values', async () => {
    const { pipeline, ids } = await serve(withFiles(loadShape('variables-overrides-triggers')));
    const c = await compare(pipeline, ids[2], ids[1]);
    expect(c.variables).toEqual({ changes: [{ name: 'ring', from: 'canary', to: 'all' }] });
    expect(c.sources.map((p) => `${p.source} ${p.difference}`)).toEqual([
      'cc-config changed',
      'gh-app same',
    ]);
  });

  it('of a release with the same revisions they are what changes', async () => {
    const shape = loadShape('variables-overrides-triggers');
    const p = shape.pipelines['meter.api'];
    const [, a, b] = p?.executions ?? [];
    if (a && b) b['sourceRevisions'] = a['sourceRevisions'];
    const { pipeline, ids } = await serve(shape);
    const c = await compare(pipeline, ids[2], ids[1]);
    expect(c.complete).toBe(true);
    expect(nothingDiffers(c)).toBe(false);
    expect(verdictOf(c)).toBe('What changes: 1 variable.');
  });

  it('without the permission to read them nobody says "no change"', async () => {
    const { pipeline, ids } = await serve(loadShape('manual-rollback-same-commit'));
    server.behaviour.deny.add('codepipeline:GetPipelineExecution');
    const c = await compare(pipeline, ids[2], ids[0]);
    expect(c.sources.map(said)).toEqual(['repositorio-codigo same by ids']);
    expect(c.variables.unread?.action).toBe('codepipeline:GetPipelineExecution');
    expect(c.complete).toBe(false);
    expect(verdictOf(c)).toBe('No difference is known, but not everything could be read.');
  });

  it('an edited pipeline changes what a release does, whatever its revisions', async () => {
    const shape = loadShape('manual-rollback-same-commit');
    for (const p of Object.values(shape.pipelines)) {
      const [newest] = p.executions;
      for (const a of p.actions)
        if (a['pipelineExecutionId'] === newest?.['pipelineExecutionId']) a['pipelineVersion'] = 5;
    }
    const { pipeline, ids } = await serve(shape);
    const c = await compare(pipeline, ids[2], ids[0]);
    expect(c.version).toEqual({ from: 4, to: 5 });
    expect(verdictOf(c)).toBe('What changes: the pipeline itself.');
  });
});

describe('executions of any kind', () => {
  it('two with the same commit, variables and version: nothing changes', async () => {
    const { pipeline, ids } = await serve(loadShape('manual-rollback-same-commit'));
    const c = await compare(pipeline, ids[2], ids[0]);
    expect(nothingDiffers(c)).toBe(true);
    expect(verdictOf(c)).toMatch(/^Nothing changes: same commit/);
  });

  it('a rollback is its target', async () => {
    const { pipeline, ids } = await serve(loadShape('manual-rollback-same-commit'));
    expect(nothingDiffers(await compare(pipeline, ids[3], ids[1]))).toBe(true);
    expect(nothingDiffers(await compare(pipeline, ids[2], ids[1]))).toBe(false);
  });

  it('one that is older than the newest 50 is compared like any other', async () => {
    const shape = withFiles(loadShape('two-sources-alone-and-together'));
    const p = shape.pipelines['checkout-and-config'];
    const [newest] = p?.executions ?? [];
    const more = Array.from({ length: 60 }, (_, i) => ({
      ...newest,
      pipelineExecutionId: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
      status: 'Superseded',
    }));
    p?.executions.unshift(...more);
    const { pipeline, ids } = await serve(shape);
    const [from, to] = [ids.at(-1), ids.at(-3)];
    const c = await compare(pipeline, from, to);
    expect(c.sources.map((x) => `${x.source} ${x.difference}`).sort()).toEqual([
      'App.Source changed',
      'infra_config changed',
    ]);
    expect(c.version).toEqual({ from: 7, to: 7 });
  });

  it('one that AWS no longer has makes every part unknown, and says so', async () => {
    const { pipeline, ids } = await serve(loadShape('manual-rollback-same-commit'));
    const c = await compare(pipeline, '11111111-1111-4111-8111-111111111111', ids[0]);
    expect(c.sources[0]).toMatchObject({ difference: 'unknown' });
    expect(c.sources[0]?.unread[0]?.why).toMatch(/has no execution 1111.*twelve months/);
    expect(c.complete).toBe(false);
    await expect(compare(pipeline, ids[0], '11111111-1111-4111-8111-111111111111')).rejects.toThrow(
      /has no execution/,
    );
  });

  it('an object without a revision is compared by its archive, and is not the same where that is denied', async () => {
    const { pipeline, ids } = await serve(withFiles(loadShape('s3-null-revision')));
    expect((await compare(pipeline, ids[1], ids[0])).sources.map(said)).toEqual([
      'Planilha changed by artifacts, 1 files',
    ]);
    const again = await serve(withFiles(loadShape('s3-null-revision')));
    server.behaviour.deny.add('s3:GetObject');
    const c = await compare(again.pipeline, ids[1], ids[0]);
    expect(c.sources[0]).toMatchObject({ difference: 'unknown', source: 'Planilha' });
    expect(c.sources[0]?.unread[0]?.action).toBe('s3:GetObject');
  });

  it('images are compared by their digests, and nothing of S3 is read', async () => {
    const { pipeline, ids } = await serve(loadShape('ecr-moving-and-fixed-tag'));
    const c = await compare(pipeline, ids[1], ids[0]);
    expect(c.sources.map(said)).toEqual(['worker changed by ids', 'sidecar same by ids']);
    expect(c.complete).toBe(true);
    expect(server.calls).not.toContain('s3:GetObject');
  });

  it('AWS leads from a commit at GitHub to what is between two of them', async () => {
    const { pipeline, ids } = await serve(withFiles(loadShape('github-oauth-v1-codedeploy')));
    const c = await compare(pipeline, ids[1], ids[0]);
    expect(c.sources[0]?.link).toBe(
      'https://github.com/dockside-foundry/ferry/compare/67344dade0ca46c75b7ef35dd51180619ff369b6...81999f2ed5edb741c039bac8075696b3a6c676c9',
    );
  });
});

describe('when AWS answers badly', () => {
  it('what is not answered in time says so at its part; what is known stands', async () => {
    const { pipeline, ids } = await serve(withFiles(loadShape('five-sources')));
    await readTopic(connection, topic('pipeline', pipeline));
    server.behaviour.delayMs = 1500;
    const c = await compareExecutions(connection, pipeline, ids[2] ?? '', ids[0] ?? '', 200);
    const late = 'AWS has not answered yet.';
    expect(c.variables.unread?.why).toBe(late);
    expect(c.sources.map((p) => [p.source, p.difference, p.unread[0]?.why])).toEqual([
      ['Mobile', 'changed', late],
      ['Facturation', 'changed', late],
      ['Tarifs', 'changed', late],
      ['Boutique', 'same', undefined],
      ['Theme', 'same', undefined],
    ]);
    // Who asks again joins the reads that go on.
    expect((await compare(pipeline, ids[2], ids[0])).complete).toBe(true);
  });

  it('half of all calls throttled: each part is there, or says why not', async () => {
    const { pipeline, ids } = await serve(withFiles(loadShape('five-sources')));
    server.behaviour.throttleEvery = 2;
    const c = await compare(pipeline, ids[2], ids[0]);
    for (const p of c.sources) if (!p.unread.length) expect(p.difference).not.toBe('unknown');
    expect(nothingDiffers(c)).toBe(false);
  });

  it("a proxy's page is a failure that says so, and no comparison", async () => {
    const { pipeline, ids } = await serve(loadShape('five-sources'));
    server.behaviour.proxy = 502;
    const failed = await compare(pipeline, ids[2], ids[0]).then(
      () => undefined,
      (error: unknown) => toAppError(error).message,
    );
    expect(failed).toBeDefined();
    expect(failed).not.toMatch(/<html/i);
  });
});
