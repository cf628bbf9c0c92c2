import { expect, it } from 'vitest';
import { fleetSize } from './fleet-size';

const TWO = ['staging', 'production'];

it.each([
  ['server', undefined, { each: 1, all: 2, most: 2 }],
  ['servers', '2', { each: 2, all: 4, most: 4 }],
  ['servers-blue-green', '1', { each: 1, all: 2, most: 3 }],
  ['static', undefined, { each: 0, all: 0, most: 0 }],
])('a project of the target %s has its instances', (target, count, size) => {
  expect(fleetSize(target, TWO, count)).toEqual(size);
});
