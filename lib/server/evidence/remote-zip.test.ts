import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { candidatesOf, contentOf, isMeant } from './candidates';
import { openRemoteZip, type RangeOf } from './remote-zip';

const MB = 1024 * 1024;

function zipOf(files: Readonly<Record<string, Buffer>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [path, bytes] of Object.entries(files))
    zip.addBuffer(bytes, path, { compress: false });
  zip.end();
  return buffer(zip.outputStream as unknown as NodeJS.ReadableStream);
}

/** Bytes somewhere else, and how many of them were asked for. */
function remote(bytes: Buffer): { readonly rangeOf: RangeOf; readonly asked: () => number } {
  let asked = 0;
  return {
    rangeOf: (start, end) => {
      asked += end - start;
      return Promise.resolve(Readable.from([bytes.subarray(start, end)]));
    },
    asked: () => asked,
  };
}

describe('an archive that is somewhere else', () => {
  it('is listed and read in parts: what nobody wants of it is not asked for', async () => {
    const bytes = await zipOf({
      'app.bin': randomBytes(20 * MB),
      'plan.json': Buffer.from('{"a":1}'),
    });
    const { rangeOf, asked } = remote(bytes);
    const zip = await openRemoteZip(rangeOf, bytes.length);
    expect(zip.entries.map((e) => e.path)).toEqual(['app.bin', 'plan.json']);
    const [, plan] = zip.entries;
    if (!plan) throw new Error('It is not listed.');
    expect((await zip.read(plan, MB)).bytes.toString()).toBe('{"a":1}');
    expect(asked()).toBeLessThan(MB);
  });

  it('has of a long file the beginning read, and no more', async () => {
    const long = randomBytes(8 * MB);
    const bytes = await zipOf({ 'long.json': long });
    const zip = await openRemoteZip(remote(bytes).rangeOf, bytes.length);
    const [entry] = zip.entries;
    if (!entry) throw new Error('It is not listed.');
    expect((await zip.read(entry, 1000)).bytes.equals(long.subarray(0, 1000))).toBe(true);
  });

  it.each([
    ['a page', Buffer.from('<!DOCTYPE html><html></html>')],
    ['nothing', Buffer.alloc(0)],
    ['half of one', undefined],
  ])('that is %s is refused', async (_, given) => {
    const whole = await zipOf({ a: randomBytes(1000) });
    const bytes = given ?? whole.subarray(0, 600);
    await expect(openRemoteZip(remote(bytes).rangeOf, bytes.length)).rejects.toThrow();
  });
});

describe('the files of an artifact that may be evidence', () => {
  const file = (path: string, crc = 1, size = 10) => ({ path, crc, size });
  const pathsOf = (paths: readonly string[]): string[] =>
    candidatesOf(
      paths.map((p) => file(p)),
      new Set(),
    ).read.map((e) => e.path);

  it('are neither installed packages nor what tools keep for themselves', () => {
    expect(
      pathsOf(['node_modules/a/package.json', '.terraform/x.json', 'vendor/a.md', 'plan.json']),
    ).toEqual(['plan.json']);
  });

  it('have those first that were put there for whoever approves', () => {
    expect(pathsOf(['data/a.json', 'tfplan.json', 'evidence/what'])).toEqual([
      'evidence/what',
      'tfplan.json',
      'data/a.json',
    ]);
  });

  it('are not those that came out of the sources as they are', () => {
    const entries = [file('a.json', 1), file('b.json', 2)];
    expect(candidatesOf(entries, new Set([contentOf(file('x', 1))])).read).toEqual([entries[1]]);
  });

  it('of hundreds are the likeliest, and that there are more is said', () => {
    const entries = Array.from({ length: 100 }, (_, i) => file(`data/${i}.json`));
    const { read, leftOut } = candidatesOf([...entries, file('deep/er/plan.json')], new Set());
    expect(read[0]?.path).toBe('deep/er/plan.json');
    expect(leftOut.map((l) => l.why)).toEqual([
      '41 files more that may be evidence were not read: of an artifact the likeliest 60 are.',
    ]);
  });

  it('show text and pictures of a small artifact that nobody deploys, or of a folder for them', () => {
    const small = { files: 3, isDeployed: false };
    expect(isMeant('text', 'plan.txt', small)).toBe(true);
    expect(isMeant('image', 'logo.png', { ...small, isDeployed: true })).toBe(false);
    expect(isMeant('image', 'logo.png', { ...small, files: 400 })).toBe(false);
    expect(isMeant('image', 'evidence/a.png', { files: 400, isDeployed: true })).toBe(true);
    expect(isMeant('terraform-plan', 'a.json', { files: 400, isDeployed: true })).toBe(true);
  });
});
