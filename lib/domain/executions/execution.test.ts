import { describe, expect, it } from 'vitest';
import { buildLines, mergeLines, partsOf, targetLines, within, type Step } from './execution';
import { statusOf } from '@/lib/domain/status';

const mark = '[Container] 2026/11/24 10:00:00.000000';
const build = { kind: 'build', key: 'a1', label: 'build', id: 'p:1' } as const;
const target = {
  kind: 'target',
  key: 'a2/i-1',
  label: 'i-1',
  deployment: 'd-1',
  target: 'i-1',
} as const;

describe('the merged log', () => {
  it('gives each line of a build to the phase it stands in', () => {
    const lines = buildLines(
      [
        `${mark} Waiting for agent ping`,
        `${mark} Entering phase INSTALL`,
        'added 62 packages',
        `${mark} Entering phase BUILD`,
        'ok',
      ].map((text, at) => ({ at, text })),
      build,
    );
    expect(lines.map((l) => l.step)).toEqual([
      'a1',
      'a1/INSTALL',
      'a1/INSTALL',
      'a1/BUILD',
      'a1/BUILD',
    ]);
  });

  it("puts lines of several sources in the order of their time and keeps each source's own order", () => {
    const a = buildLines(
      [1, 2, 2, 9].map((at, i) => ({ at, text: `a${i}` })),
      build,
    );
    const b = targetLines(
      [0, 2, 5].map((at, i) => ({ at, text: `b${i}`, event: 'Install' })),
      target,
    );
    expect(mergeLines([a, b]).map((l) => l.text)).toEqual([
      'b0',
      'a0',
      'a1',
      'a2',
      'b1',
      'b2',
      'a3',
    ]);
    expect(mergeLines([a, b])[0]).toMatchObject({ step: 'a2/i-1/Install', source: 'i-1 Install' });
    expect(mergeLines([])).toEqual([]);
  });

  it('a step holds what lies below it and nothing that only begins alike', () => {
    expect([within('a1/INSTALL', 'a1'), within('a1', 'a1'), within('a10', 'a1')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  const step = (key: string, kind: Step['kind'], status: string): Step => ({
    key,
    kind,
    depth: 1,
    label: key,
    status: statusOf(status),
  });
  const shown = (steps: readonly Step[], texts: readonly string[]): string[] =>
    partsOf(
      buildLines(
        texts.map((text, at) => ({
          at,
          text: text.startsWith('>') ? `${mark} Entering phase ${text.slice(1)}` : text,
        })),
        build,
      ),
      steps,
      [build],
    ).map((p) => `${p.title}: ${p.status?.word ?? '?'}`);

  it('a part has ended with its own step, though the log goes on: an approval may wait for days', () => {
    expect(
      shown(
        [step('a1', 'action', 'Succeeded'), step('a1/BUILD', 'phase', 'SUCCEEDED')],
        ['ping', '>BUILD', 'ok'],
      ),
    ).toEqual(['build: Succeeded', 'build: a1/BUILD: Succeeded']);
  });

  it('a part runs while its own step does, and what came before the phases does not', () => {
    expect(
      shown(
        [
          step('a1', 'action', 'InProgress'),
          step('a1/INSTALL', 'phase', 'SUCCEEDED'),
          step('a1/BUILD', 'phase', 'IN_PROGRESS'),
        ],
        ['ping', '>INSTALL', 'x', '>BUILD', 'ok'],
      ),
    ).toEqual(['build: Succeeded', 'build: a1/INSTALL: Succeeded', 'build: a1/BUILD: Running']);
    expect(shown([step('a1', 'action', 'Failed')], ['ping'])).toEqual(['build: Failed']);
    expect(
      shown(
        [step('a1', 'action', 'Failed'), step('a1/BUILD', 'phase', 'FAILED')],
        ['ping', '>BUILD'],
      ),
    ).toEqual(['build: Succeeded', 'build: a1/BUILD: Failed']);
  });
});
