import { describe, expect, it } from 'vitest';
import { elsewhere } from './elsewhere';

const role = (account: string): string => `arn:aws:iam::${account}:role/deployer`;

describe('what lies elsewhere', () => {
  it.each<[string, { region?: string; roleArn?: string }, string | undefined]>([
    ['nothing said', {}, undefined],
    ['the same region', { region: 'eu-west-1' }, undefined],
    ['another region', { region: 'us-east-1' }, 'In region us-east-1, not read from here'],
    ['a role of its own in the same account', { roleArn: role('111111111111') }, undefined],
    [
      'a role in another account',
      { roleArn: role('222222222222') },
      'In account 222222222222, not read from here',
    ],
  ])('%s', (_name, input, said) => {
    expect(elsewhere({ input }, 'eu-west-1', '111111111111')).toBe(said);
  });
});
