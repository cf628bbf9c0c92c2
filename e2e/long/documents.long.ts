import { describe, expect, it } from 'vitest';
import { planProject } from '../../lib/server/projects/plan';
import { catalogue } from '../../lib/server/templates/catalogue';
import { hasCfnLint, lint } from '../support/cfn-lint';

const CONNECTION =
  'arn:aws:codeconnections:us-east-1:111122223333:connection/12345678-1234-1234-1234-123456789012';
/** Every parameter with a value, so that the other side of each condition is seen too. */
const PARAMETERS: Readonly<Record<string, string>> = {
  AllowedCidr: '203.0.113.7/32',
  BranchName: 'main',
  ConnectionArn: CONNECTION,
  ImageId: 'ami-0123456789abcdef0',
  InstanceType: 't3.small',
  PermissionsBoundary: 'arn:aws:iam::111122223333:policy/bound',
  RepositoryId: 'owner/name',
  SeedBucket: 'starboard-111122223333-us-east-1',
  SeedKey: 'seeds/demo.zip',
  SessionAccess: 'no',
  SubnetId: 'subnet-0123456789abcdef0',
  VpcId: 'vpc-0123456789abcdef0',
};
const SETS = [['production'], ['dev', 'staging', 'production']];

/** What Starboard sends to AWS, as `starboard render` prints it. */
const { templates } = await catalogue();
const cases = templates.flatMap((t) => t.targets.map((target): [string, string] => [t.id, target]));
const documentOf = async (template: string, target: string, environments: string[]) =>
  (await planProject({ name: 'demo', template, target, environments })).document;

describe.skipIf(!hasCfnLint)('cfn-lint (skipped where it is missing)', () => {
  it.each(cases)('finds nothing in %s to %s', async (template, target) => {
    const documents: Record<string, object> = {};
    for (const [i, environments] of SETS.entries())
      documents[`${template}-${target}-${i}`] = await documentOf(template, target, environments);
    expect(lint(documents)).toBe('');
  });

  const targets = [...new Map(cases.map(([template, target]) => [target, template]))];
  it.each(targets)('finds nothing in %s with every parameter given', async (target, template) => {
    for (const environments of SETS) {
      const document = await documentOf(template, target, environments);
      const given = Object.keys(document.Parameters).map((name) => [name, PARAMETERS[name] ?? '']);
      expect(lint({ document }, Object.fromEntries(given) as Record<string, string>)).toBe('');
    }
  });
});
