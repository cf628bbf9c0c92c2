import { describe, expect, it } from 'vitest';
import { planProject } from '../lib/server/projects/plan';
import { catalogue } from '../lib/server/templates/catalogue';
import { hasCfnLint, lint } from './cfn-lint';

const CONNECTION =
  'arn:aws:codeconnections:us-east-1:111122223333:connection/12345678-1234-1234-1234-123456789012';
const PARAMETERS = {
  AllowedCidr: '203.0.113.7/32',
  ConnectionArn: CONNECTION,
  RepositoryId: 'owner/name',
  SessionAccess: 'no',
  PermissionsBoundary: 'arn:aws:iam::111122223333:policy/bound',
};

/** What Starboard sends to AWS, as `starboard render` prints it: each template and target, with one environment and with three. */
const { templates } = await catalogue();
const cases = templates.flatMap((t) => t.targets.map((target): [string, string] => [t.id, target]));

describe.skipIf(!hasCfnLint)('cfn-lint (skipped where it is missing)', () => {
  it.each(cases)('finds nothing in %s to %s', async (template, target) => {
    const documents: Record<string, object> = {};
    for (const environments of [['production'], ['dev', 'staging', 'production']]) {
      const plan = await planProject({ name: 'demo', template, target, environments });
      documents[`${template}-${target}-${environments.length}`] = plan.document;
    }
    expect(lint(documents)).toBe('');
    const [document] = Object.values(documents) as [{ Parameters: object }];
    const known = Object.entries(PARAMETERS).filter(([name]) => name in document.Parameters);
    expect(lint(documents, Object.fromEntries(known))).toBe('');
  });
});
