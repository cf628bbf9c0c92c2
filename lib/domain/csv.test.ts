import { describe, expect, it } from 'vitest';
import { csvOf } from './csv';

const line = (cell: string | number | undefined): string =>
  csvOf(['a'], [[cell]]).split('\r\n')[1] ?? '';

describe('CSV', () => {
  it('quotes what would end a cell or a row', () => {
    expect(
      csvOf(
        ['name', 'n'],
        [
          ['a,b', 1],
          ['say "hi"', 2],
          ['two\nlines', undefined],
        ],
      ),
    ).toBe('name,n\r\n"a,b",1\r\n"say ""hi""",2\r\n"two\nlines",\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '=cmd|"/c calc"!A1'])(
    'keeps %j from being run as a formula',
    (text) => {
      expect(csvOf(['a'], [[text]])).toContain(`"'${text.replaceAll('"', '""')}"`);
    },
  );

  it('holds of the head too, for it may be a name of somebody else’s', () => {
    expect(csvOf(['=1'], [])).toBe(`"'=1"\r\n`);
  });

  it('leaves numbers, negative ones too, and what only holds such a sign', () => {
    expect([line(-1.5), line(3), line('a=b'), line(NaN)]).toEqual(['-1.5', '3', 'a=b', '']);
  });
});
