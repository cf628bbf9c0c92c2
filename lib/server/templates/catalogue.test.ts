import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromBuffer } from 'yauzl';
import { catalogue, findTemplate, sourceFolder } from './catalogue';
import { checkTemplate } from './check';
import { fileText, plannedFiles, revisionOf, seed } from './files';
import { highlight } from './highlight';
import { atLeast, missingFor } from './readiness';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'starboard-templates-'));
  process.env['STARBOARD_ROOT'] = join(import.meta.dirname, '..', '..', '..');
});
afterEach(() => {
  delete process.env['STARBOARD_TEMPLATES'];
  rmSync(dir, { recursive: true, force: true });
});

const manifest = {
  id: 'mine',
  name: 'Mine',
  language: 'COBOL',
  framework: 'none',
  type: 'static site',
  targets: ['static'],
  needs: {},
  description: 'x',
  change: 'x',
};
function template(
  name: string,
  more: object = {},
  files: Record<string, string> = {
    'buildspec.yml':
      'version: 0.2\nphases: {build: {commands: [true]}}\nartifacts: {files: ["**/*"]}\n',
    'README.md': '# x\n',
    'index.html': '<h1>x</h1>\n',
  },
): string {
  const folder = join(dir, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, 'source', path, '..'), { recursive: true });
    writeFileSync(join(folder, 'source', path), text);
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, ...more }));
  return folder;
}
const use = (...sources: string[]): void => {
  process.env['STARBOARD_TEMPLATES'] = sources.join(',');
};
const names = async (zip: Buffer): Promise<string[]> =>
  new Promise((resolve, reject) =>
    fromBuffer(zip, { lazyEntries: false }, (error, file) => {
      const found: string[] = [];
      file
        ?.on('entry', (e: { fileName: string }) => found.push(e.fileName))
        .on('end', () => resolve(found));
      if (error) reject(error);
    }),
  );

describe('templates of your own', () => {
  it('stand beside the built-in ones, from a folder or a folder of folders, marked with where they come from', async () => {
    template('one');
    template('two', { id: 'other' });
    use(dir);
    const { templates, problems } = await catalogue();
    expect(templates.filter((t) => t.from === dir).map((t) => t.id)).toEqual(['mine', 'other']);
    expect(templates[0]?.from).toBeUndefined();
    expect(problems).toEqual([]);
    use(join(dir, 'one'));
    expect((await catalogue()).templates.filter((t) => t.from).map((t) => t.id)).toEqual(['mine']);
  });

  it.each<[string, () => void, RegExp]>([
    [
      'an unknown key',
      () => template('x', { postCreate: 'rm -rf /' }),
      /it has unknown keys: postCreate/,
    ],
    [
      'no JSON',
      () => {
        template('x');
        writeFileSync(join(dir, 'x', 'manifest.json'), '{');
      },
      /not JSON/,
    ],
    ['a target that does not exist', () => template('x', { targets: ['moon'] }), /targets/],
    [
      'a server without a runtime',
      () => template('x', { targets: ['server'] }),
      /it lacks runtime/,
    ],
    ['an id that leaves its folder', () => template('x', { id: '../../etc' }), /id/],
    [
      'an id that is built in',
      () => template('x', { id: 'node-express' }),
      /'node-express', which is built in/,
    ],
    [
      'one id twice',
      () => {
        template('a');
        template('b');
      },
      /'mine', which .* has too/,
    ],
    [
      'no source',
      () => {
        template('x');
        rmSync(join(dir, 'x', 'source'), { recursive: true });
      },
      /no folder source/,
    ],
    ['nothing in it', () => mkdirSync(join(dir, 'empty')), /contains no template/],
  ])("are named with what is wrong and stand in nobody's way: %s", async (_what, make, message) => {
    make();
    use(dir);
    const { templates, problems } = await catalogue();
    expect(problems.map((p) => p.problem).join()).toMatch(message);
    expect(templates.filter((t) => !t.from)).toHaveLength(13);
  });

  it('say so when their folder is gone', async () => {
    use(join(dir, 'none'));
    expect((await catalogue()).problems).toEqual([
      { source: join(dir, 'none'), problem: 'The folder does not exist.' },
    ]);
    await expect(findTemplate('mine')).rejects.toThrow(/There is no template 'mine'/);
  });
});

describe('the files of a first commit', () => {
  it('are what was previewed, byte for byte: binaries, CRLF, spaces and Unicode', async () => {
    const folder = join(
      template('x', {}, { 'ü b/a file.txt': 'one\r\ntwo\r\n', 'run.sh': 'x' }),
      'source',
    );
    writeFileSync(join(folder, 'image.png'), Buffer.from([0x89, 0x50, 0, 1]));
    chmodSync(join(folder, 'run.sh'), 0o755);
    mkdirSync(join(folder, 'node_modules'));
    writeFileSync(join(folder, 'node_modules', 'x'), 'x');
    expect(await plannedFiles(folder)).toEqual([
      { path: 'image.png', size: 4, executable: false, lines: undefined },
      { path: 'run.sh', size: 1, executable: true, lines: 0 },
      { path: 'ü b/a file.txt', size: 10, executable: false, lines: 2 },
    ]);
    expect(await names((await seed(folder)).zip)).toEqual([
      'image.png',
      'run.sh',
      'ü b/a file.txt',
    ]);
    expect(await fileText(folder, 'ü b/a file.txt')).toBe('one\r\ntwo\r\n');
    await expect(fileText(folder, 'image.png')).rejects.toThrow(/binary/);
    const before = (await seed(folder)).revision;
    expect(await revisionOf(folder)).toBe(before);
    writeFileSync(join(folder, 'run.sh'), 'y');
    expect((await seed(folder)).revision).not.toBe(before);
  });

  it.each(['../manifest.json', '/etc/passwd', 'ü/../../manifest.json', ''])(
    'cannot be left by the path %j',
    async (path) => {
      const t = template('x');
      await expect(fileText(join(t, 'source'), path)).rejects.toThrow(/has no file/);
    },
  );

  it('hold no link, and are no larger than CloudFormation takes', async () => {
    const folder = join(template('x'), 'source');
    symlinkSync('/etc', join(folder, 'out'));
    await expect(seed(folder)).rejects.toThrow(/out is a symbolic link/);
    rmSync(join(folder, 'out'));
    writeFileSync(join(folder, 'big'), '');
    truncateSync(join(folder, 'big'), 200 * 1024 * 1024);
    await expect(plannedFiles(folder)).rejects.toThrow(/larger than 20 MB/);
  });

  it('are coloured by language and stay text', () => {
    expect(highlight('a.ts', 'const a = "<b>";\n')).toEqual([
      [
        { text: 'const', kind: 'keyword' },
        { text: ' a = ' },
        { text: '"<b>"', kind: 'string' },
        { text: ';' },
      ],
    ]);
    expect(highlight('unknown.xyz', 'a\n\nb')).toEqual([[{ text: 'a' }], [], [{ text: 'b' }]]);
  });
});

describe('starboard template check', () => {
  it('finds nothing in a whole template, and names what is missing', async () => {
    expect(await checkTemplate(template('x'))).toEqual({
      findings: [],
      summary: 'mine: 3 files, targets static: nothing to fix',
    });
    const bare = template(
      'y',
      { targets: ['server'], runtime: 'php', type: 'web application' },
      {
        'buildspec.yml': 'version: 0.2\n',
        'appspec.yml': 'hooks: {ApplicationStart: [{location: run.sh}]}\n',
      },
    );
    expect((await checkTemplate(bare)).findings).toEqual([
      'buildspec.yml has no phases.',
      'buildspec.yml has no artifacts, so there would be nothing to deploy.',
      'appspec.yml: ApplicationStart names run.sh, which is not among the files.',
      'appspec.yml has no ValidateService, so no check would prove that a release works.',
      'README.md is missing. People see it first.',
      'No file contains an <h1>, so the page would have no heading to change.',
    ]);
    writeFileSync(join(bare, 'source', 'buildspec.yml'), 'a: [');
    expect((await checkTemplate(bare)).findings[0]).toMatch(/buildspec.yml is not YAML/);
    expect((await checkTemplate(join(dir, 'none'))).findings[0]).toMatch(/does not exist/);
    cpSync(bare, join(dir, 'z'), { recursive: true });
    rmSync(join(dir, 'z', 'source'), { recursive: true });
    expect((await checkTemplate(join(dir, 'z'))).findings[0]).toMatch(/first commit/);
  });
});

describe('what a machine lacks', () => {
  it('is said with the way to get it; on AWS nothing is', () => {
    expect(missingFor({ php: '8.1' }, { php: null })).toBe(
      'This machine has no PHP. Debian, Ubuntu: apt-get install php-cli php-xml php-mbstring. macOS: brew install php.',
    );
    expect(missingFor({ go: '1.21' }, { go: { program: 'go', version: '1.19.8' } })).toMatch(
      /^It needs Go 1\.21 or newer; this machine has 1\.19\.8\./,
    );
    expect(
      missingFor({ go: '1.19' }, { go: { program: 'go', version: '1.19.8' } }),
    ).toBeUndefined();
    expect(missingFor({ go: '1.21' }, undefined)).toBeUndefined();
  });

  it.each([
    ['20.9.5', '20', true],
    ['20.9', '20.19', false],
    ['3.11', '3.9', true],
    ['8', '8.0.1', false],
    ['17.0.15', '17', true],
  ])('%s is at least %s: %s', (have, want, is) => expect(atLeast(have, want)).toBe(is));

  it('no template of ours has its files anywhere but in its folder', async () => {
    for (const t of (await catalogue()).templates)
      expect((await plannedFiles(sourceFolder(t))).length).toBeGreaterThan(3);
  });
});
