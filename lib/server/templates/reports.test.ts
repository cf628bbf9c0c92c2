import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { catalogue, sourceFolder } from './catalogue';
import { reportsOf, templateReports } from './reports';

const folder = mkdtempSync(join(tmpdir(), 'starboard-reports-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the report groups of a buildspec', () => {
  it('are those it names for its own project, each of the type of its format', () => {
    expect(
      reportsOf(`version: 0.2
reports:
  tests: { files: [a.xml], file-format: JUNITXML }
  lines: { files: [b.xml], file-format: cloverxml }
  plain: { files: [c.xml] }
  arn:aws:codebuild:us-east-1:111122223333:report-group/other: { files: [d.xml] }
`),
    ).toEqual([
      { name: 'tests', type: 'TEST' },
      { name: 'lines', type: 'CODE_COVERAGE' },
      { name: 'plain', type: 'TEST' },
    ]);
  });
  it.each(['', 'version: 0.2', 'reports:', 'reports: none'])('are none in %j', (text) => {
    expect(reportsOf(text)).toEqual([]);
  });
  it('are none where the file is missing or no YAML', async () => {
    expect(await templateReports(folder)).toEqual([]);
    writeFileSync(join(folder, 'buildspec.yml'), 'a: [');
    expect(await templateReports(folder)).toEqual([]);
  });
  it('are in every template of ours', async () => {
    const { templates } = await catalogue();
    for (const t of templates)
      expect([t.id, await templateReports(sourceFolder(t))]).toEqual([
        t.id,
        [{ name: 'tests', type: 'TEST' }],
      ]);
  });
});
