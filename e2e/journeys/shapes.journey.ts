import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NO_BUDGET, servingShapes } from '../support/served-account';
import { expectSchema } from '../support/shapes/format';
import { loadShape, SHAPES_FOLDER } from '../support/shapes/merge';
import { comparable, saidOf } from '../support/shapes/project';

/** Pipelines that Starboard did not make: what AWS answers of them, and what every page must say (cases/shapes/README.md). */
const serve = servingShapes(NO_BUDGET);

const expectationOf = (name: string): string => join(SHAPES_FOLDER, name, 'expect.json');
const names = readdirSync(SHAPES_FOLDER)
  .filter((name) => existsSync(expectationOf(name)))
  .sort();

describe('pages of pipelines of any shape', () => {
  it.each(names)('%s', async (name) => {
    const { server, connection } = await serve(loadShape(name));
    const expected = expectSchema.parse(JSON.parse(readFileSync(expectationOf(name), 'utf8')));
    const said = await saidOf(connection, expected, server.shift);
    expect(said).toEqual(comparable(expected));
  });
});
