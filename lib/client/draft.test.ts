import { describe, expect, it } from 'vitest';
import { draftOf, follow, isTyped, settle, type Draft } from './draft';

interface Form {
  readonly name: string;
  readonly minutes: number;
  readonly list: readonly string[];
}
const read: Form = { name: 'a', minutes: 5, list: [] };
const type = (d: Draft<Form>, change: Partial<Form>): Draft<Form> => ({
  ...d,
  typed: { ...d.typed, ...change },
});

describe('what is typed while it is read again', () => {
  it('follows whole where nothing was typed', () => {
    const d = follow(draftOf(read), { ...read, minutes: 9 });
    expect([d.typed.minutes, isTyped(d)]).toEqual([9, false]);
  });

  it('keeps the typed field and follows in the others', () => {
    const d = follow(type(draftOf(read), { list: ['x'] }), { ...read, minutes: 9 });
    expect(d.typed).toEqual({ name: 'a', minutes: 9, list: ['x'] });
    expect([isTyped(d), d.contested]).toEqual([true, []]);
  });

  it('says which field both have changed, until one gives way', () => {
    const theirs = { ...read, name: 'theirs' };
    const both = follow(type(draftOf(read), { name: 'mine' }), theirs);
    expect([both.typed.name, both.contested]).toEqual(['mine', ['name']]);
    expect(follow(both, theirs).contested).toEqual(['name']);
    expect(follow(type(both, { name: 'theirs' }), theirs).contested).toEqual([]);
    expect(
      follow(type(draftOf(read), { name: 'both' }), { ...read, name: 'both' }).contested,
    ).toEqual([]);
  });

  it('once saved is read as it was kept, and what was typed after sending stays typed', () => {
    const sent = type(draftOf(read), { name: 'secret' });
    const since = type(sent, { minutes: 7 });
    const d = follow(settle(since, sent.typed), { ...read, name: '' });
    expect([d.typed.name, d.typed.minutes, isTyped(d)]).toEqual(['', 7, true]);
  });

  it('has nothing typed once it is saved, also where a newer read had been followed', () => {
    const theirs = { ...read, minutes: 9 };
    const mine = type(draftOf(read), { name: 'mine' });
    const sent = follow(mine, theirs).typed;
    const d = follow(settle(mine, sent), sent);
    expect([d.typed, isTyped(d)]).toEqual([{ ...theirs, name: 'mine' }, false]);
  });
});
