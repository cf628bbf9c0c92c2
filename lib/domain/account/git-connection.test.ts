import { describe, expect, it } from 'vitest';
import { connectionProblem, isConnectionArn } from './git-connection';

const ID = '5e8f2a10-7b3c-4d96-a1e4-c0b9d8f76a53';

describe('a connection to a git host', () => {
  it('has an ARN of either name of the service, in every partition', () => {
    expect(isConnectionArn(`arn:aws:codeconnections:eu-west-1:123456789012:connection/${ID}`)).toBe(
      true,
    );
    expect(
      isConnectionArn(`arn:aws-cn:codestar-connections:cn-north-1:123456789012:connection/${ID}`),
    ).toBe(true);
    expect(isConnectionArn('github')).toBe(false);
    expect(isConnectionArn(`arn:aws:codeconnections:eu-west-1:123456789012:host/${ID}`)).toBe(
      false,
    );
  });

  it.each([
    ['AVAILABLE', undefined],
    ['PENDING', 'complete the handshake of the connection team first'],
    ['ERROR', 'the connection team is not available: ERROR'],
  ])('that is %s', (status, problem) => {
    expect(connectionProblem({ arn: '', name: 'team', provider: 'GitHub', status })).toBe(problem);
  });
});
