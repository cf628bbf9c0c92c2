import { describe, expect, it } from 'vitest';
import { AppError } from '../aws/errors';
import { readPage } from './reading';

const late = { unreadable: [{ name: 'shop', why: 'AWS has not answered yet.' }] };

describe('reading a page', () => {
  it('that shows what has come so far is read until the rest is there', async () => {
    const answers = [late, { unreadable: [] }];
    const { reading, data } = await readPage({ page: 'Board' }, undefined, () =>
      Promise.resolve(answers.shift()),
    );
    expect(reading.state).toBe('works');
    expect(data).toEqual({ unreadable: [] });
  });

  it('that says what it could not read works in part, in its own words', async () => {
    const { reading } = await readPage({ page: 'Build' }, undefined, () =>
      Promise.resolve({ unread: ['The reports could not be read.'] }),
    );
    expect(reading.state).toBe('part');
    expect(reading.recording.problems).toMatchObject([
      { message: 'The reports could not be read.' },
    ]);
  });

  it('about something that is not there has nothing to show; any other failure is said', async () => {
    const failing = (kind: 'not_found' | 'unavailable') =>
      readPage({ page: 'Artifact' }, undefined, () => Promise.reject(new AppError(kind, 'No.')));
    expect((await failing('not_found')).reading.state).toBe('nothing');
    expect((await failing('unavailable')).reading).toMatchObject({ state: 'fails' });
  });
});
