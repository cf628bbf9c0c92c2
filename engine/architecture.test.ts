import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

function filesBelow(dir: string): string[] {
  return readdirSync(join(root, dir), { withFileTypes: true }).flatMap((e) => {
    const path = join(dir, e.name);
    if (e.isDirectory()) return e.name === 'node_modules' ? [] : filesBelow(path);
    return /\.tsx?$/.test(e.name) ? [path] : [];
  });
}

const files = ['app', 'clients', 'common', 'components', 'lib', 'engine', 'bin', 'templates/targets'].flatMap(filesBelow);
const source = (file: string): string => readFileSync(join(root, file), 'utf8');
const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file) || file.startsWith('engine/testing');

/** Imports as paths from the root (packages as they are written). */
function imports(file: string): string[] {
  return [...source(file).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((m) => m[1] ?? '').map((spec) => (spec.startsWith('.') ? relative(root, join(root, file, '..', spec)) : spec.replace(/^@\//, '')));
}

/** Who may import whom (ARCHITECTURE.md): the allowed beginnings, for our own files. */
const RULES: readonly (readonly [string, readonly string[]])[] = [
  ['app/', ['app/', 'components/', 'lib/']], ['components/', ['components/', 'lib/domain/', 'lib/client/', 'lib/routes']], ['lib/client/', ['lib/client/', 'lib/domain/', 'lib/routes']],
  ['lib/server/', ['lib/server/', 'lib/domain/', 'lib/routes', 'templates/targets/', 'clients/', 'common/']],
  // Stands in for a package of the SDK that there is not: used by both sides as they use those.
  ['clients/', ['clients/']],
  // What both programs must do alike and no package does: nothing of either is known here.
  ['common/', ['common/']],
  // The folder of a call decides which policy holds it (deploy/policies): reading knows nothing of changing.
  ['lib/server/data/', ['lib/server/data/', 'lib/server/diff/', 'lib/server/aws/', 'lib/server/env', 'lib/server/shared', 'lib/server/single-flight', 'lib/server/staleness', 'lib/server/patience', 'lib/domain/', 'lib/routes']],
  ['lib/server/diff/', ['lib/server/diff/', 'lib/server/data/', 'lib/server/aws/', 'lib/server/shared', 'lib/server/single-flight', 'lib/domain/']], ['lib/domain/', ['lib/domain/']], ['templates/targets/', ['templates/targets/']],
  ['engine/core/', ['engine/core/']], ['engine/ports/', ['engine/ports/', 'engine/core/']], ['engine/wire/', ['engine/wire/', 'engine/ports/', 'clients/']],
  ['engine/services/', ['engine/services/', 'engine/core/', 'engine/ports/', 'engine/wire/errors', 'engine/wire/validate', 'clients/']], ['engine/runtime/', ['engine/runtime/', 'engine/core/', 'engine/ports/']],
  ['engine/adapters/', ['engine/adapters/', 'engine/ports/', 'engine/core/', 'engine/config', 'common/']],
];
const OWN = ['app/', 'clients/', 'common/', 'components/', 'lib/', 'engine/', 'bin/', 'templates/', 'e2e/', 'scripts/'];

describe('the house', () => {
  it.each(RULES)('%s imports only what it may', (from, allowed) => {
    const wrong = files.filter((f) => f.startsWith(from) && !isTest(f)).flatMap((f) => imports(f).filter((i) => OWN.some((o) => i.startsWith(o)) && !allowed.some((a) => i.startsWith(a))).map((i) => `${f} → ${i}`));
    expect(wrong).toEqual([]);
  });

  it('has services that do not import each other', () => {
    const service = (path: string): string | undefined => /^engine\/services\/([^/]+)\//.exec(path)?.[1];
    const wrong = files.filter((f) => service(f) && !isTest(f)).flatMap((f) => imports(f).filter((i) => service(i) !== undefined && service(i) !== service(f)).map((i) => `${f} → ${i}`));
    expect(wrong).toEqual([]);
  });

  it('keeps each file to one job: none over 350 lines, the median under 70', () => {
    const lengths = files.filter((f) => !isTest(f)).map((f) => [source(f).split('\n').length, f] as const).sort((a, b) => a[0] - b[0]);
    expect(lengths.filter(([n]) => n > 350)).toEqual([]);
    expect(lengths[Math.floor(lengths.length / 2)]?.[0]).toBeLessThan(70);
  });

  it('marks every file of lib/server as the server\'s own', () => {
    expect(files.filter((f) => f.startsWith('lib/server/') && !isTest(f) && !source(f).startsWith("import 'server-only';"))).toEqual([]);
  });

  // The XML namespaces of the wire's table look like domains and are none.
  it('names AWS\'s partitions and domains in one module of each part', () => {
    const wrong = files.filter((f) => !isTest(f) && /arn:aws:|amazonaws\.com/.test(source(f)) && !['engine/core/partition.ts', 'templates/targets/intrinsics.ts', 'engine/wire/services.ts', 'lib/server/aws/arn.ts'].includes(f));
    expect(wrong).toEqual([]);
  });

  // What a build or a hook makes is worked on by sandbox.files alone (engine/ports/sandbox-files.ts): a plain path follows
  // whatever links stand on the way. These work on folders that nothing sandboxed can write: the build's, the agent's.
  it('touches what sandboxed code can write by one module alone', () => {
    const plain = ['engine/runner/main.ts', 'engine/runner/artifacts.ts', 'engine/runner/download-source.ts', 'engine/runner/remote-cache.ts', 'engine/runner/reports.ts', 'engine/runner/shell.ts', 'engine/agent/main.ts', 'engine/agent/deploy.ts'];
    const programs = files.filter((f) => /^engine\/(runner|agent)\//.test(f) && !isTest(f));
    expect(programs.filter((f) => imports(f).some((i) => /^node:fs/.test(i)) && !plain.includes(f))).toEqual([]);
    expect(files.filter((f) => !f.startsWith('engine/adapters/sandbox/') && !isTest(f) && /hostPath|host-path|sandbox\/files\/(handle|view)/.test(source(f)))).toEqual([]);
    // The root of a sandbox is named where the sandbox is started, and where a home is looked through (by lstat).
    expect(files.filter((f) => f.startsWith('engine/') && !isTest(f) && /'root'\)/.test(source(f)) && !['engine/runner/main.ts', 'engine/agent/main.ts', 'engine/home/check.ts'].includes(f))).toEqual([]);
  });

  it('compares status words in lib/domain/status and in engine/core alone', () => {
    const words = /[=!]==? '(Succeeded|Failed|InProgress|SUCCEEDED|FAILED|Superseded|Stopped)'/;
    expect(files.filter((f) => /^(app|components|lib)\//.test(f) && !isTest(f) && f !== 'lib/domain/status.ts' && !f.startsWith('lib/server/projects/') && words.test(source(f)))).toEqual([]);
  });

  it('tries expressions and globs from outside by its modules for them alone', () => {
    const tries = /new RegExp\(|from '(?:re2js|picomatch)'/;
    // The first two are RE2's; the others put a number, our own constant and an escaped text into a pattern of ours.
    const known = ['engine/core/expression.ts', 'lib/domain/expression.ts', 'lib/domain/whereabouts.ts', 'lib/server/logs/readers.ts', 'lib/domain/log-query.ts', 'engine/adapters/dashboard-name.ts'];
    expect(files.filter((f) => !isTest(f) && tries.test(source(f)) && !known.includes(f))).toEqual([]);
  });

  it('has nothing to hide: no `any`, no empty catch', () => {
    expect(files.filter((f) => !isTest(f) && /: any\b|as any\b|catch\s*(\([^)]*\))?\s*\{\s*\}/.test(source(f)))).toEqual([]);
  });
});
