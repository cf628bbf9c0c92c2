import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { RootedFiles } from '../../engine/adapters/sandbox/files/rooted-files';
import { probeSandbox } from '../../engine/adapters/sandbox/probe';
import { startLocalBuild, type LocalResult } from '../../engine/programs/local-build';

/**
 * One folder of `e2e/cases/buildspecs` is one behaviour: a source with its buildspec.yml, and in expect.yml what must come of it.
 * A text between slashes is a regular expression; any other must be there as it is.
 */
export interface Expectation {
  readonly about: string;
  readonly status: string;
  /** Phases that are not SUCCEEDED, or that must not be there (`absent`). */
  readonly phases?: Readonly<Record<string, string>>;
  readonly contexts?: Readonly<Record<string, readonly [code: string, message: string]>>;
  readonly exported?: Readonly<Record<string, string>>;
  readonly artifacts?: Readonly<Record<string, readonly string[]>>;
  readonly reports?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly log?: readonly string[];
  readonly without?: readonly string[];
  readonly retries?: number;
  readonly variables?: Readonly<Record<string, string>>;
  readonly strict?: boolean;
  /** Only in this sandbox: what it shows is its doing. */
  readonly sandbox?: string;
  readonly needs?: string;
}

export const root = join(import.meta.dirname, '../..');
const folder = join(root, 'e2e/cases/buildspecs');
export const cases = readdirSync(folder).sort();
export const expectationOf = (name: string): Expectation =>
  parse(readFileSync(join(folder, name, 'expect.yml'), 'utf8')) as Expectation;
/** An image with sh, bash, git, python3 and ps, by which the behaviours are tried in containers: named by the person, for nothing is pulled in a test. */
export const testImage = process.env['STARBOARD_TEST_IMAGE'];
export const hasBubblewrap = (): boolean => probeSandbox(undefined).kind === 'bubblewrap';

const matching = (text: string): unknown =>
  /^\/.*\/s?$/s.test(text)
    ? expect.stringMatching(
        new RegExp(text.slice(1, text.lastIndexOf('/')), text.endsWith('s') ? 's' : ''),
      )
    : expect.stringContaining(text);

async function run(
  name: string,
  e: Expectation,
  sandbox: string,
): Promise<LocalResult & { log: string; files: Record<string, string[]> }> {
  const work = mkdtempSync(join(tmpdir(), 'starboard-case-'));
  let log = '';
  try {
    const ids = Object.keys(e.artifacts ?? {}).map((id) => (id === 'primary' ? '' : id));
    const into = join(work, 'artifacts');
    const running = await startLocalBuild({
      folder: join(folder, name),
      project: 'case',
      programs: join(root, 'dist'),
      home: join(work, 'home'),
      buildspec: { path: 'buildspec.yml' },
      variables: e.variables ?? {},
      artifacts: ids,
      artifactsInto: into,
      strictRuntimes: e.strict,
      sandbox,
      image: testImage,
      output: (text) => {
        log += text;
      },
    });
    const result = await running.done;
    const files: Record<string, string[]> = {};
    for (const id of ids)
      files[id === '' ? 'primary' : id] = existsSync(join(into, id))
        ? new RootedFiles({ root: join(into, id), mounts: [] })
            .walk('/', { links: true })
            .filter((f) => id !== '' || !ids.some((o) => o !== '' && f.startsWith(`${o}/`)))
            .sort()
        : [];
    return { ...result, log, files };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Runs one case in one sandbox and holds what came of it against what must. */
export async function check(name: string, sandbox: string): Promise<void> {
  const e = expectationOf(name);
  const { state, reports, log, files } = await run(name, e, sandbox);
  const statuses = Object.fromEntries(state.phases.map((p) => [p.phaseType, p.phaseStatus ?? '']));
  expect({ status: state.buildStatus, log }).toMatchObject({ status: e.status });
  const odd = Object.fromEntries(
    Object.entries(statuses).filter(
      ([phase, status]) => status !== 'SUCCEEDED' && phase !== 'COMPLETED',
    ),
  );
  expect(odd).toEqual(
    Object.fromEntries(Object.entries(e.phases ?? {}).filter(([, s]) => s !== 'absent')),
  );
  for (const [phase, status] of Object.entries(e.phases ?? {}))
    if (status === 'absent') expect(statuses).not.toHaveProperty(phase);
  for (const [phase, [statusCode, message]] of Object.entries(e.contexts ?? {}))
    expect(state.phases.find((p) => p.phaseType === phase)?.contexts?.[0]).toEqual({
      statusCode,
      message: matching(message),
    });
  if (e.exported)
    expect(Object.fromEntries((state.exported ?? []).map((v) => [v.name, v.value]))).toEqual(
      e.exported,
    );
  if (e.artifacts)
    expect(files).toEqual(
      Object.fromEntries(Object.entries(e.artifacts).map(([id, list]) => [id, [...list].sort()])),
    );
  for (const [group, wanted] of Object.entries(e.reports ?? {}))
    expect(reports.find((r) => r.group === group)).toMatchObject(wanted);
  for (const text of e.log ?? []) expect(log).toEqual(matching(text));
  for (const text of e.without ?? []) expect(log).not.toEqual(matching(text));
  expect(state.retries).toBe(e.retries);
}
