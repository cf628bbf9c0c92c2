import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../launch';
import { shapeSchema, type Shape } from './format';
import { shifted } from './shift';

/** A folder a shape. */
export const SHAPES_FOLDER = join(root, 'e2e/cases/shapes');

/** A recorded shape, parsed. */
export const loadShape = (name: string): Shape =>
  shapeSchema.parse(JSON.parse(readFileSync(join(SHAPES_FOLDER, name, 'aws.json'), 'utf8')));

const ACCOUNT = '111122223333';
const REGION = 'eu-central-1';

/** A shape as if it had been recorded in this account and Region, at this time. */
function moved(shape: Shape, now: number): Shape {
  const text = JSON.stringify(shape)
    .replaceAll(shape.account, ACCOUNT)
    .replaceAll(shape.region, REGION);
  return shifted(shapeSchema.parse(JSON.parse(text)), now - shape.now);
}

const all = <T>(lists: readonly (readonly T[] | undefined)[]): T[] => lists.flatMap((l) => l ?? []);
const joined = <T>(maps: readonly (Record<string, T> | undefined)[]): Record<string, T> =>
  Object.assign({}, ...maps) as Record<string, T>;

/** Several shapes as one account has them. Their pipelines must have different names. */
export function mergeShapes(names: readonly string[], now = Date.now() / 1000): Shape {
  const shapes = names.map((name) => moved(loadShape(name), now));
  return {
    about: `${shapes.length} shapes in one account`,
    sources: ['those of each shape'],
    reading: [],
    now,
    account: ACCOUNT,
    region: REGION,
    pipelines: joined(shapes.map((s) => s.pipelines)),
    builds: all(shapes.map((s) => s.builds)),
    buildBatches: all(shapes.map((s) => s.buildBatches)),
    deployments: all(shapes.map((s) => s.deployments)),
    deploymentGroups: all(shapes.map((s) => s.deploymentGroups)),
    deploymentTargets: joined(shapes.map((s) => s.deploymentTargets)),
    commits: joined(shapes.map((s) => s.commits)),
    branches: joined(shapes.map((s) => s.branches)),
    objects: joined(shapes.map((s) => s.objects)),
    logs: joined(shapes.map((s) => s.logs)),
    answers: Object.fromEntries(
      [...new Set(shapes.flatMap((s) => Object.keys(s.answers ?? {})))].map((key) => [
        key,
        all(shapes.map((s) => s.answers?.[key])),
      ]),
    ),
  };
}
