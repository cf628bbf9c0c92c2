import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { cli, root } from './launch';
import { lacking, machineRuntimes, templateFacts, walkTemplate } from './template-walk';

const HOW_MANY = 3;
const runtimes = await machineRuntimes();
const possible = templateFacts().filter((t) => lacking(t, runtimes) === undefined);
/** Other templates at every commit, the same at every run of one: the whole matrix is `npm run test:long`. */
const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
const turn = (id: string): string => createHash('sha256').update(`${commit} ${id}`).digest('hex');
const chosen = [...possible].sort((a, b) => (turn(a.id) < turn(b.id) ? -1 : 1)).slice(0, HOW_MANY);

describe('templates, three at a time', () => {
  it.each(chosen.map((t) => [t.id, t] as const))('%s keeps its word', async (_id, t) => {
    expect((await walkTemplate(t)).answering).toBeGreaterThan(0);
  });

  it('are listed by the CLI as the contract has it', async () => {
    const { stdout, stderr } = await cli(join(root, 'none'), ['templates', '--json'], { env: { STARBOARD_TEMPLATES: '' } });
    expect(stderr).toBe('');
    const all = JSON.parse(stdout) as { id: string; name: string; language: string; targets: string[] }[];
    expect(all.map((t) => t.id).sort()).toEqual(templateFacts().map((t) => t.id));
    expect(all.every((t) => Object.keys(t).join() === 'id,name,language,targets' && t.targets.length > 0)).toBe(true);
  });
});
