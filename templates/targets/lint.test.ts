import { describe, expect, it } from 'vitest';
import { hasCfnLint, lint } from '../../e2e/support/cfn-lint';
import { targets } from './index';

const document = (target: keyof typeof targets, environments: string[]): object =>
  targets[target]({
    name: 'demo',
    environments,
    approve: environments.slice(1),
    runtime: 'nodejs',
    reports: [{ name: 'tests', type: 'TEST' }],
  });

/** Every template with parameters is in `e2e/long/documents.long.ts`. */
describe('the documents of all targets', () => {
  it.skipIf(!hasCfnLint)(
    'are clean to cfn-lint in every partition (skipped where cfn-lint is missing)',
    () => {
      expect(
        lint({
          server: document('server', ['staging', 'production']),
          servers: document('servers', ['staging', 'production']),
          'servers-blue-green': document('servers-blue-green', ['staging', 'production']),
          static: document('static', ['production']),
        }),
      ).toBe('');
    },
    120_000,
  );
});
