import { describe, expect, it } from 'vitest';
import type { Approvals } from '../../lib/domain/approvals/approval';
import type { Board, PipelineView } from '../../lib/domain/views';
import type { Finding } from '../../lib/domain/commits/whereabouts';
import type { Connection } from '../../lib/server/aws/connection';
import { previewChange } from '../../lib/server/changes/preview';
import { readTopic } from '../../lib/server/live/topics';
import { NO_BUDGET, servingShapes } from '../support/served-account';
import { shapeSchema, type Shape } from '../support/shapes/format';
import { loadShape } from '../support/shapes/merge';
import type { ShapeServer } from '../support/shapes/server';

/** Accounts at their worst: denied, throttled, slow, half broken. No page may then say that nothing is there. */
const serveShapes = servingShapes(NO_BUDGET);
const serve = async (
  name: string,
  change?: (s: ShapeServer) => void,
  edit: (shape: Shape) => Shape = (s) => s,
): Promise<Connection> => (await serveShapes(edit(loadShape(name)), change)).connection;

const board = async (c: Connection): Promise<Board> => (await readTopic(c, 'board')) as Board;
const approvals = async (c: Connection): Promise<Approvals> =>
  (await readTopic(c, 'approvals')) as Approvals;

describe('each list denied in turn', () => {
  it.each([
    'codepipeline:GetPipelineState',
    'codepipeline:GetPipeline',
    'codepipeline:ListPipelineExecutions',
    'codepipeline:ListActionExecutions',
  ])(
    '%s: board and inbox name the permission, and say of no pipeline that nothing waits',
    async (denied) => {
      const c = await serve('two-approvals-side-by-side', (s) => s.behaviour.deny.add(denied));
      const b = await board(c);
      expect(b.unreadable.map((u) => u.why).join()).toContain(denied);
      expect(b.rows.flatMap((r) => r.cells).every((x) => x.status.key === 'unk')).toBe(true);
      const a = await approvals(c);
      expect(a.waiting).toEqual([]);
      expect(a.unreadable.map((u) => u.why).join()).toContain(denied);
    },
  );

  it('codepipeline:ListPipelines: the board is an error that names it, never an empty board', async () => {
    const c = await serve('codecommit-alone', (s) =>
      s.behaviour.deny.add('codepipeline:ListPipelines'),
    );
    await expect(board(c)).rejects.toThrow(/codepipeline:ListPipelines/);
    await expect(approvals(c)).rejects.toThrow(/codepipeline:ListPipelines/);
  });

  // What the pipeline tells is shown; that the group, its last deployment or a failed one's targets could not be read is said beside it.
  it.each([
    'codedeploy:BatchGetDeploymentGroups',
    'codedeploy:GetDeployment',
    'codedeploy:ListDeploymentTargets',
  ])('%s: the stage that it would tell of says so', async (denied) => {
    const c = await serve('codedeploy-files-left', (s) => s.behaviour.deny.add(denied));
    const cells = (await board(c)).rows.flatMap((r) => r.cells);
    expect(cells.filter((x) => x.unread?.includes(denied)).map((x) => x.kind)).toContain('deploy');
  });

  it('S3: an artifact that nobody may look at is not held against a rollback', async () => {
    const c = await serve('codedeploy-files-left', (s) => s.behaviour.deny.add('s3:GetObject'));
    const [row] = (await board(c)).rows;
    const stage = row?.cells.findLast((x) => x.kind === 'deploy')?.stage;
    const preview = await previewChange(c, { kind: 'rollback', pipeline: row?.name, stage });
    expect(preview.candidates?.some((x) => x.why === undefined)).toBe(true);
  });

  it('CodeCommit: a commit is found by what executions carried, and what could not be read is named', async () => {
    const c = await serve('codecommit-alone', (s) => s.behaviour.deny.add('codecommit:GetCommit'));
    const b = await board(c);
    const sha = b.rows[0]?.cells[0]?.live?.sha ?? '';
    const found = (await readTopic(c, `find/${sha}`)) as Finding;
    expect(found.unreadable.map((u) => u.why).join()).toContain('codecommit:GetCommit');
    expect(found.commits.flatMap((x) => x.places)).not.toEqual([]);
  });
});

describe('an account that answers badly', () => {
  it('half of all calls throttled: everything is read all the same', async () => {
    const c = await serve('two-sources-alone-and-together', (s) => {
      s.behaviour.throttleEvery = 2;
    });
    const b = await board(c);
    expect(b.unreadable).toEqual([]);
    expect(b.rows).toHaveLength(1);
  });

  it('small pages: nothing is lost between them', async () => {
    const whole = await board(await serve('queued-three-waiting'));
    const paged = await board(
      await serve('queued-three-waiting', (s) => {
        s.behaviour.pageSize = 1;
      }),
    );
    expect(
      paged.rows.map((r) => r.cells.map((x) => [x.stage, x.status.word, x.live?.sha])),
    ).toEqual(whole.rows.map((r) => r.cells.map((x) => [x.stage, x.status.word, x.live?.sha])));
  });

  it("a proxy's page for an answer is an error in words, without its HTML", async () => {
    const c = await serve('codecommit-alone', (s) => {
      s.behaviour.proxy = 502;
    });
    const error = await board(c).then(
      () => undefined,
      (e: unknown) => (e instanceof Error ? e : new Error(String(e))),
    );
    expect(error?.message).toBeTruthy();
    expect(error?.message).not.toMatch(/<html|<h1>/i);
  });

  it('a GetCallerIdentity without an account: changes are refused with the reason, reads go on', async () => {
    const c = await serve('two-approvals-side-by-side', (s) => {
      s.behaviour.noAccount = true;
    });
    expect((await board(c)).unreadable).toEqual([]);
    const [card] = (await approvals(c)).waiting;
    const asked = {
      kind: 'approve',
      pipeline: card?.pipeline,
      stage: card?.stage,
      action: card?.action,
      execution: card?.execution,
    };
    const said = await previewChange(c, asked).then(
      (p) => p.blocked ?? '',
      (e: unknown) => String(e),
    );
    expect(said).toMatch(/account|read-only/i);
  });

  it('nulls where the documentation says required: the rest of the board stands', async () => {
    const c = await serve('codecommit-alone', undefined, (shape) => {
      const text = JSON.stringify(shape)
        .replaceAll(/"lastStatusChange":[\d.]+/g, '"lastStatusChange":null')
        .replaceAll(/"revisionSummary":"[^"]*"/g, '"revisionSummary":null')
        .replaceAll(/"runOrder":\d+/g, '"runOrder":null');
      return shapeSchema.parse(JSON.parse(text));
    });
    const b = await board(c);
    expect(b.unreadable).toEqual([]);
    expect(b.rows[0]?.cells.length).toBeGreaterThan(1);
    await approvals(c);
  });
});

describe('text of others', () => {
  const HTML = '<img src=x onerror=alert(1)><script>alert(2)</script>';
  it.each([
    ['HTML', HTML],
    ['a summary of 4,000 characters', 'é'.repeat(4000)],
    ['JSON of another form', '{"message":{"title":"x"}}'],
    ['cut JSON', '{"ProviderType":"GitHub","CommitMess'],
    ['JSON with a message that is no text', '{"ProviderType":"GitHub","CommitMessage":{"a":1}}'],
    ['JSON null', 'null'],
  ])('%s in a summary is one short line of text', async (_name, summary) => {
    const c = await serve('two-sources-alone-and-together', undefined, (shape) => {
      for (const p of Object.values(shape.pipelines))
        for (const e of p.executions)
          for (const r of (e['sourceRevisions'] ?? []) as Record<string, unknown>[])
            r['revisionSummary'] = summary;
      return shape;
    });
    const shown = (await board(c)).rows
      .flatMap((r) => r.cells)
      .flatMap((x) => [x.live, ...(x.live?.others ?? [])])
      .flatMap((r) => r?.message ?? []);
    expect(shown.length).toBeGreaterThan(0);
    for (const message of shown) {
      expect(message).not.toContain('\n');
      expect([...message].length).toBeLessThanOrEqual(121);
      expect(message).not.toBe('[object Object]');
    }
  });

  it('ids with colons, slashes and @: an approval is found by exactly its own', async () => {
    const c = await serve('two-approvals-side-by-side', undefined, (shape) => {
      const text = JSON.stringify(shape);
      const id = /"pipelineExecutionId":"([^"]+)"/.exec(text)?.[1] ?? '';
      return shapeSchema.parse(JSON.parse(text.replaceAll(id, 'a:b/c@d e')));
    });
    const a = await approvals(c);
    expect(a.waiting.length).toBeGreaterThan(1);
    for (const card of a.waiting) {
      const { pipeline, stage, action, execution } = card;
      const preview = await previewChange(c, {
        kind: 'approve',
        pipeline,
        stage,
        action,
        execution,
      });
      expect(preview.request).toMatchObject({ stage, action, execution });
      expect(preview.blocked ?? '').not.toMatch(/answered|waiting here now/);
    }
  });
});

it("a connection that nobody has completed says so, with the way to AWS's console", async () => {
  const c = await serve('connection-still-pending');
  const [row] = (await board(c)).rows;
  const view = (await readTopic(c, `pipeline/${row?.name ?? ''}`)) as PipelineView;
  const [source] = view.stages[0]?.actions ?? [];
  expect(source?.problem).toContain("complete it in AWS's console");
  expect(source?.link).toMatch(/^https:.*\/codesuite\/settings\/connections\?region=/);
});

it.each([-6, 6])("a clock that differs from AWS's by %i minutes: all is read", async (minutes) => {
  const c = await serve('two-approvals-side-by-side', (s) => {
    s.behaviour.clockAheadMs = minutes * 60_000;
  });
  const b = await board(c);
  expect(b.unreadable).toEqual([]);
  expect(b.rows[0]?.cells.length).toBeGreaterThan(1);
  expect((await approvals(c)).waiting.length).toBeGreaterThan(0);
});

it('a slow answer keeps a pipeline off the board no longer than its patience', async () => {
  const c = await serve('codecommit-alone', (s) => {
    s.behaviour.delayMs = 3000;
  });
  const b = await board(c);
  // Read in time, or said to be late: never a pipeline of which nothing is said.
  const [row] = b.rows;
  if (b.unread) expect(row).toMatchObject({ cells: [], detail: 'Not read yet' });
  else expect(row?.cells.length).toBeGreaterThan(1);
});
