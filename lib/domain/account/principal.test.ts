import { expect, test } from 'vitest';
import { principalName } from './principal';

test.each([
  ['arn:aws:iam::111122223333:user/team/anna', 'anna'],
  ['arn:aws:sts::111122223333:assumed-role/Deploy/anna@halden.example', 'anna@halden.example'],
  ['arn:aws-cn:iam::111122223333:root', 'root'],
  ['Priya Raman', 'Priya Raman'],
  ['a/b', 'a/b'],
  [undefined, ''],
])('%s is called %s', (arn, name) => {
  expect(principalName(arn)).toBe(name);
});
