import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { clientCalls, type Call } from './calls';
import { filesBelow, loadsOf, nodes, parse } from './syntax';

const root = join(import.meta.dirname, '..');

/** How AWS names an operation that only reads; any other changes something. */
const READING = [
  'get',
  'list',
  'batchGet',
  'describe',
  'head',
  'filter',
  'lookup',
  'simulate',
  'validate',
  'startQuery',
  'startLiveTail',
  'stopQuery',
];
const changes = ({ method }: Call): boolean => !READING.some((word) => method.startsWith(word));

/** The folders of lib/server that change something: what a person asks for (`trial`: verify --write), and the event queue's upkeep. */
const CHANGING_FOLDERS = [
  'changes',
  'projects',
  'pipelines',
  'build-projects',
  'notifications',
  'trial',
  'events',
];

/** The one file that performs a planned change, and the one that shows what it would do. */
const PERFORMS = 'lib/server/changes/make.ts';
const PREVIEWS = 'lib/server/changes/preview.ts';

/** The queue of a process alone, made and removed by it; and what reads that one or one that was given. */
const OWN_QUEUE = 'lib/server/events/queue.ts';
const READS_QUEUE = 'lib/server/events/listening.ts';

const all = clientCalls(root);
const calls = all.filter(changes);
const sources = ['app', 'lib'].flatMap((dir) => filesBelow(root, dir, /(?<!\.test)\.tsx?$/));
const loads = new Map(sources.map((file) => [file, loadsOf(parse(join(root, file)))]));

function fileOf(from: string, spec: string): string | undefined {
  const own = spec.startsWith('@/') ? spec.slice(2) : undefined;
  const path = spec.startsWith('.') ? relative(root, join(root, from, '..', spec)) : own;
  if (path === undefined) return undefined;
  const ends = ['.ts', '.tsx', '/index.ts', '/index.tsx'];
  return ends.map((end) => path + end).find((p) => existsSync(join(root, p)));
}

/** All that is loaded with these files, without what only `closed` leads to. */
function reachable(from: readonly string[], closed: readonly string[] = []): Set<string> {
  const seen = new Set<string>();
  const queue = [...from];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file) || closed.includes(file)) continue;
    seen.add(file);
    for (const spec of loads.get(file) ?? []) {
      const next = fileOf(file, spec);
      if (next !== undefined) queue.push(next);
    }
  }
  return seen;
}

const routeFiles = sources.filter((f) => f.startsWith('app/api/'));
const named = (list: readonly Call[]): string[] =>
  list.map((c) => `${c.file}: ${c.service}.${c.method}`);

describe('what changes an account', () => {
  it('is known to be sent at all', () => {
    const methods = calls.map((c) => c.method);
    expect(methods).toEqual(
      expect.arrayContaining(['startPipelineExecution', 'updateProject', 'createStack']),
    );
    expect(methods).not.toContain('getPipeline');
    expect(routeFiles.length).toBeGreaterThan(10);
  });

  it('is sent by a few folders of lib/server alone', () => {
    expect(named(calls.filter((c) => !CHANGING_FOLDERS.includes(c.folder)))).toEqual([]);
  });

  it("is out of reach of every route, but for the event queue's upkeep", () => {
    const reached = reachable(routeFiles, [PREVIEWS]);
    expect(reached.has('lib/server/live/topics.ts')).toBe(true);
    const wrong = calls.filter((c) => reached.has(c.file) && c.folder !== 'events');
    expect(named(wrong)).toEqual([]);
  });

  it("is out of reach of `starboard verify`'s reads, and planned and performed by its trial", () => {
    const reads = reachable(['lib/server/verify/account.ts'], [PREVIEWS]);
    expect(reads.has('lib/server/live/topics.ts')).toBe(true);
    expect(named(calls.filter((c) => reads.has(c.file) && c.folder !== 'events'))).toEqual([]);
    expect(reachable(['lib/server/trial/trial.ts']).has(PERFORMS)).toBe(true);
  });

  it('never makes, marks or removes a queue or a rule that somebody else made', () => {
    // Taking a message off the queue that is read is what reading it is.
    const reading = ['receiveMessage', 'deleteMessageBatch'];
    const upkeep = calls.filter((c) => c.folder === 'events' && !reading.includes(c.method));
    expect([...new Set(upkeep.map((c) => c.file))]).toEqual([OWN_QUEUE]);
    const readers = all.filter(
      (c) => c.file === 'lib/server/events/given-queue.ts' || c.file === READS_QUEUE,
    );
    expect([...new Set(readers.map((c) => c.method))].sort()).toEqual([
      'deleteMessageBatch',
      'getQueueAttributes',
      'receiveMessage',
    ]);
  });

  it('is planned by a preview and performed elsewhere', () => {
    expect(reachable(routeFiles).has(PREVIEWS)).toBe(true);
    expect(reachable(routeFiles).has(PERFORMS)).toBe(false);
    const acting = sources.filter((file) =>
      [...nodes(parse(join(root, file)))].some(
        (node) => ts.isPropertyAccessExpression(node) && node.name.text === 'act',
      ),
    );
    expect(acting).toEqual([PERFORMS]);
  });

  it('is reached from a page by lib/actions alone', () => {
    const actions = sources.filter((f) => f.startsWith('lib/actions/'));
    expect(reachable(actions).has(PERFORMS)).toBe(true);
    const pages = sources.filter((f) => f.startsWith('app/') && !f.startsWith('app/api/'));
    const reached = reachable(pages, actions);
    const wrong = calls.filter((c) => reached.has(c.file) && c.folder !== 'events');
    expect(named(wrong)).toEqual([]);
  });
});
