import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether AWS's own linter of CloudFormation documents is installed (`pip install cfn-lint`). */
export const hasCfnLint = spawnSync('cfn-lint', ['--version']).status === 0;

/** One Region of each partition. */
export const REGIONS = ['us-east-1', 'cn-north-1', 'us-gov-west-1'] as const;

/** What cfn-lint finds in documents, by their names; empty when they are clean in every Region of `REGIONS`. */
export function lint(
  documents: Readonly<Record<string, object>>,
  parameters: Readonly<Record<string, string>> = {},
): string {
  const dir = mkdtempSync(join(tmpdir(), 'starboard-lint-'));
  try {
    const files = Object.entries(documents).map(([name, document]) => {
      const file = join(dir, `${name}.json`);
      writeFileSync(file, JSON.stringify(document));
      return file;
    });
    const given = Object.entries(parameters).map(([k, v]) => `${k}=${v}`);
    const { stdout, stderr } = spawnSync(
      'cfn-lint',
      [
        '--regions',
        ...REGIONS,
        ...(given.length ? ['--parameters', ...given] : []),
        '--template',
        ...files,
      ],
      { encoding: 'utf8' },
    );
    return `${stdout}${stderr}`.trim();
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
