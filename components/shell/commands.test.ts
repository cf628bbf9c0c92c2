import { describe, expect, it, vi } from 'vitest';
import type { SearchEntry } from '@/lib/domain/search';
import { commandsFor } from './commands';

const entry = (id: string, kind = 'pipeline'): SearchEntry => ({ kind, id }) as SearchEntry;
const labels = (path: string, ids: readonly string[]): string[] =>
  commandsFor(
    path,
    ids.map((id) => entry(id)),
    () => undefined,
  ).map((c) => c.label);

describe('the commands of the palette', () => {
  it('begin with the project of this page, of which each has two', () => {
    expect(labels('/pipelines/shop/executions/e', ['api', 'shop']).slice(0, 4)).toEqual([
      'Roll back shop…',
      'Release shop…',
      'Roll back api…',
      'Release api…',
    ]);
    expect(labels('/projects/my%20shop', ['api', 'my shop'])[0]).toBe('Roll back my shop…');
  });

  it('keep the order of pipelines on a page of no project', () => {
    expect(labels('/builds', ['api', 'shop'])[0]).toBe('Roll back api…');
  });

  it('are none of a build or a commit, and the same others everywhere', () => {
    const of = commandsFor('/', [entry('shop:1', 'build')], () => undefined);
    expect(of.map((c) => c.label)[0]).toBe('New project');
    expect(labels('/', [])).toEqual(of.map((c) => c.label));
  });

  it('lead to places by their addresses', () => {
    const go = vi.fn();
    commandsFor('/', [], go)
      .find((c) => c.label === 'Approvals')
      ?.run();
    expect(go.mock.calls).toEqual([['/approvals']]);
  });
});
