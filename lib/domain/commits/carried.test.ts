import { expect, it } from 'vitest';
import { initiatorWords, triggerBy, triggerWords } from './carried';

it.each([
  ['CloudWatchEvent', 'arn:aws:events:eu-central-1:123456789012:rule/shop', 'Push'],
  ['StartPipelineExecution', 'arn:aws:iam::123456789012:user/anna', 'Released by anna'],
  [
    'StartPipelineExecution',
    'arn:aws:sts::123456789012:assumed-role/Deployers/anna@example.com',
    'Released by anna@example.com',
  ],
  [
    'StartPipelineExecution',
    'arn:aws:events:eu-central-1:123456789012:rule/nightly',
    'Released by hand',
  ],
  ['StartPipelineExecution', undefined, 'Released by hand'],
  ['ManualRollback', 'arn:aws:iam::123456789012:root', 'Rolled back by root'],
  ['AutomatedRollback', '{"FailedPipelineExecutionId":"e"}', 'Rolled back by itself'],
])('the trigger %s with the detail %s is: %s', (type, detail, words) => {
  expect(triggerBy(type, detail)).toBe(words);
});

it('says a trigger that it does not know by its own name', () => {
  expect(triggerWords('SomethingNew')).toBe('SomethingNew');
  expect(triggerWords(undefined)).toBe('');
});

it.each([
  ['codepipeline/shop', 'Pipeline'],
  ['rule/nightly', 'Schedule or event'],
  ['GitHub-Hookshot/9f4', 'Push'],
  ['Deployers/anna', 'Started by anna'],
  ['anna', 'Started by anna'],
  ['', ''],
])('the initiator %j of a build is: %s', (initiator, words) => {
  expect(initiatorWords(initiator)).toBe(words);
});
