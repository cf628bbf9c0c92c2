import { expect, it } from 'vitest';
import { commentOf } from './approval';

it.each([
  ['Approved by arn:aws:sts::111122223333:assumed-role/Release/ada', ''],
  ['Rejected by arn:aws-cn:iam::111122223333:user/team/ada', ''],
  ['Approved by Ada', 'Approved by Ada'],
  ['Approved by arn:aws:iam::1:user/ada: checked', 'Approved by arn:aws:iam::1:user/ada: checked'],
  ['Checked the page', 'Checked the page'],
  ['', ''],
  [undefined, ''],
])("what AWS writes of an answer without a word is no person's comment: %s", (summary, comment) => {
  expect(commentOf(summary)).toBe(comment);
});
