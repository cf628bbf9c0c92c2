import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Connection } from '../../lib/server/aws/connection';
import { getProject } from '../../lib/server/data/projects';
import { listPipelineNames } from '../../lib/server/data/pipeline-names';
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

/** A project's page needs no template, no stack and no repository of AWS's: what the pipeline tells is there. */
async function expectHome(connection: Connection, pipeline: string): Promise<void> {
  const { isOurs, template, applications, unread, ...project } = await getProject(
    connection,
    pipeline,
  );
  expect({ isOurs, template, applications }).toEqual({
    isOurs: false,
    template: '',
    applications: [],
  });
  for (const part of ['commits', 'deployments'] as const)
    expect(project[part] !== undefined || unread.some((u) => u.includes(part))).toBe(true);
  for (const { label, revision, href } of [
    ...(project.builds ?? []),
    ...(project.deployments ?? []),
  ])
    expect([Boolean(label || revision), href]).toEqual([true, expect.stringMatching(/^\//)]);
  for (const { behind } of project.live) expect(behind?.count).not.toBe(0);
}

describe('pages of pipelines of any shape', () => {
  it.each(names)('%s', async (name) => {
    const { server, connection } = await serve(loadShape(name));
    const expected = expectSchema.parse(JSON.parse(readFileSync(expectationOf(name), 'utf8')));
    const said = await saidOf(connection, expected, server.shift);
    expect(said).toEqual(comparable(expected));
    for (const pipeline of await listPipelineNames(connection))
      await expectHome(connection, pipeline);
  });
});
