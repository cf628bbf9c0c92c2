import { describe, expect, it } from 'vitest';
import { ecsWords, plainProblem, testsFailed } from './problem-words';

describe('what AWS says of a failed action', () => {
  it.each([
    [
      'Build terminated with state: FAILED. Phase: BUILD, Code: COMMAND_EXECUTION_ERROR, Message: Error while executing command: npm run contracts. Reason: exit status 1',
      'npm run contracts ended with exit code 1',
    ],
    [
      'Build terminated with state: FAILED. Phase: DOWNLOAD_SOURCE, Code: CLIENT_ERROR, Message: GetBucketLocation failed',
      'GetBucketLocation failed',
    ],
    [
      'Error while executing command: npm ci. Reason: exit status 1',
      'npm ci ended with exit code 1',
    ],
    [
      'Error while executing command: set -e\nnpm ci\nnpm test. Reason: exit status 2.',
      'set -e … ended with exit code 2',
    ],
    [
      'The following resource(s) failed to update: [LimitTable]. ',
      'CloudFormation could not update LimitTable',
    ],
    [
      'Resource handler returned message: "shop-logs already exists (Service: S3, Status Code: 409, Request ID: X)" (RequestToken: 12, HandlerErrorCode: AlreadyExists)',
      'shop-logs already exists',
    ],
    [
      'Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied)',
      'Access Denied',
    ],
    [
      'The overall deployment failed because too many individual instances failed deployment, too few healthy instances are available for deployment, or some instances in your deployment group are experiencing problems.',
      'Too many instances failed',
    ],
    [
      'Connection arn:aws:codeconnections:us-west-1:666677778888:connection/5e8f2a10 is not in an available state',
      'The connection is not available. If it is pending, complete it in AWS’s console',
    ],
    ['Alarm checkout-5xx is in state ALARM.', 'Alarm checkout-5xx is in state ALARM.'],
  ])('%s', (said, words) => {
    expect(plainProblem(said)).toBe(words);
  });

  it.each(['Deployment d-PKBUN17SL failed', 'Build terminated with state: FAILED', '', undefined])(
    'tells no reason: %s',
    (said) => {
      expect(plainProblem(said)).toBeUndefined();
    },
  );
});

it('failed tests are counted, and the first are named', () => {
  expect(testsFailed(1, 6, ['greets by name'])).toBe('1 of 6 tests failed: greets by name');
  expect(testsFailed(4, 318, ['a', 'b', 'c', 'd'])).toBe('4 of 318 tests failed: a, b and 2 more');
  expect(testsFailed(1, 1, [''])).toBe('1 of 1 test failed');
  expect(testsFailed(1, undefined, ['greets'])).toBe('1 test failed: greets');
  expect(testsFailed(0, 6, [])).toBeUndefined();
});

it('an event of ECS loses its ids', () => {
  expect(ecsWords('(service web) (task 0123abcd) failed container health checks.')).toBe(
    'A task of web failed container health checks.',
  );
  expect(ecsWords('(service web) was unable to place a task.')).toBe(
    'Service web was unable to place a task.',
  );
});
