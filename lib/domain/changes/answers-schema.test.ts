import { expect, it } from 'vitest';
import { fieldProblems } from '@/lib/domain/field-problems';
import { answersTo } from './answers-schema';

const schema = answersTo({
  request: { kind: 'delete', pipeline: 'shop' },
  reason: 'required',
  confirmation: 'shop',
});
const fine = { reason: 'No longer used', confirmation: 'shop', variables: { Ticket: 'SHOP-1' } };

it.each([
  [{}, {}],
  [{ reason: ' ' }, { reason: 'Say why: it is kept in the history.' }],
  [{ confirmation: 'Shop' }, { confirmation: 'Type shop to delete it.' }],
  [
    { variables: { Ticket: ' ', Stage: '' } },
    {
      'variables.Ticket': 'Give Ticket a value first.',
      'variables.Stage': 'Give Stage a value first.',
    },
  ],
])('of the answers to a preview, with %j: %j', (change, problems) => {
  expect(fieldProblems(schema, { ...fine, ...change })).toEqual(problems);
});

it('nothing is asked that the preview does not ask', () => {
  const asks = answersTo({ request: { kind: 'approve', pipeline: 'shop' }, reason: 'optional' });
  expect(fieldProblems(asks, { reason: '', confirmation: '', variables: {} })).toEqual({});
});
