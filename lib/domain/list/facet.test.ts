import { expect, it } from 'vitest';
import { chosenRows, optionsOf, type Facet } from './facet';

interface Row {
  readonly author?: string;
  readonly in: readonly string[];
}
const AUTHOR: Facet<Row> = {
  key: 'author',
  label: 'Author',
  all: 'All authors',
  valuesOf: (r) => [r.author],
};
const PIPELINE: Facet<Row> = {
  key: 'pipeline',
  label: 'Pipeline',
  all: 'All pipelines',
  valuesOf: (r) => r.in,
};
const ROWS: readonly Row[] = [
  { author: 'Zoë', in: ['shop'] },
  { author: 'Anna', in: ['shop', 'api'] },
  { in: ['api'] },
];

it('offers what the rows have, in order, with how many have it', () => {
  expect(optionsOf(ROWS, AUTHOR, '')).toEqual([
    { value: 'Anna', count: 1 },
    { value: 'Zoë', count: 1 },
  ]);
  expect(optionsOf(ROWS, PIPELINE, '')).toEqual([
    { value: 'api', count: 2 },
    { value: 'shop', count: 2 },
  ]);
});

it('keeps offering what is chosen, also where no row has it any more', () => {
  expect(optionsOf([], AUTHOR, 'Anna')).toEqual([{ value: 'Anna', count: 0 }]);
});

it('leaves the rows that have all that was chosen', () => {
  expect(chosenRows(ROWS, [AUTHOR, PIPELINE], { pipeline: 'api' })).toEqual([ROWS[1], ROWS[2]]);
  expect(chosenRows(ROWS, [AUTHOR, PIPELINE], { pipeline: 'api', author: 'Anna' })).toEqual([
    ROWS[1],
  ]);
  expect(chosenRows(ROWS, [AUTHOR], { other: 'x' })).toBe(ROWS);
});
