import { BuildspecError, type MapView, type Reader } from './reader';
import type { BatchEnv, BatchSpec, BatchTask } from './types';

const IDENTIFIER = /^\w{1,127}$/;
/** [doc] The most builds in one batch. */
const MAX_TASKS = 100;

const BATCH = ['fast-fail', 'build-list', 'build-graph', 'build-matrix', 'build-fanout'];
const TASK = ['identifier', 'buildspec', 'debug-session', 'env', 'ignore-failure'];
/** [doc] Dependencies exist in a build graph only. */
const GRAPH_TASK = [...TASK, 'depend-on'];
const ENV = ['compute-type', 'fleet', 'image', 'privileged-mode', 'type', 'variables'];
const STATIC = ['ignore-failure', 'env'];
const DYNAMIC = ['buildspec', 'env'];
const DYNAMIC_ENV = ['compute-type', 'image', 'variables'];
const FANOUT = ['parallelism', 'ignore-failure'];

/** Reports keys without effect: unknown ones, and those that only AWS's build machines serve. */
function sayUnserved(map: MapView | undefined, keys: readonly string[], notServed: string[]): void {
  if (!map) return;
  notServed.push(...map.unknown(keys));
  if (keys.includes('debug-session') && map.has('debug-session'))
    notServed.push(`${map.name('debug-session')}: builds have no debug sessions here`);
  if (keys === ENV && map.has('fleet'))
    notServed.push(`${map.name('fleet')}: every build runs on this machine`);
}

function envOf(
  map: MapView | undefined,
  variables: Readonly<Record<string, string>> = {},
): BatchEnv {
  return {
    computeType: map?.text('compute-type'),
    image: map?.text('image'),
    type: map?.text('type'),
    privilegedMode: map?.has('privileged-mode') ? map.flag('privileged-mode') : undefined,
    variables: { ...(map?.has('variables') ? map.texts('variables') : {}), ...variables },
  };
}

function tasksOf(reader: Reader, node: unknown, what: string, notServed: string[]): BatchTask[] {
  return reader.list(node, what).map((item, i) => {
    const map = reader.map(item, `${what}[${i}]`);
    const identifier = map?.text('identifier');
    if (!map || identifier === undefined)
      throw new BuildspecError(`${what}[${i}] needs an identifier at line ${reader.line(item)}`);
    if (!IDENTIFIER.test(identifier))
      throw new BuildspecError(
        `Invalid identifier ${identifier} in ${what}[${i}]: use letters, digits and _`,
      );
    const inGraph = what.endsWith('build-graph');
    // A likely typo for `depend-on`. Ignoring it would drop the order that its author wants.
    if (map.has('depends-on'))
      throw new BuildspecError(`${map.name('depends-on')}: there is no such key, write depend-on`);
    sayUnserved(map, inGraph ? GRAPH_TASK : TASK, notServed);
    sayUnserved(map.map('env'), ENV, notServed);
    return {
      identifier,
      buildspec: map.text('buildspec'),
      env: envOf(map.map('env')),
      ignoreFailure: map.flag('ignore-failure'),
      dependsOn: inGraph ? map.strings('depend-on') : [],
    };
  });
}

/** The cartesian product: one value for each name. */
function product(
  choices: readonly (readonly [string, readonly string[]])[],
): Record<string, string>[] {
  return choices.reduce<Record<string, string>[]>(
    (all, [name, values]) => all.flatMap((one) => values.map((v) => ({ ...one, [name]: v }))),
    [{}],
  );
}

/** One build for each combination of the dynamic values, each with the static ones (AWS-SEMANTICS 1.9). */
function matrix(reader: Reader, map: MapView, notServed: string[]): BatchTask[] {
  const fixed = map.map('static');
  const dynamic = map.map('dynamic');
  const env = dynamic?.map('env');
  sayUnserved(map, ['static', 'dynamic'], notServed);
  sayUnserved(fixed, STATIC, notServed);
  sayUnserved(fixed?.map('env'), ENV, notServed);
  sayUnserved(dynamic, DYNAMIC, notServed);
  sayUnserved(env, DYNAMIC_ENV, notServed);
  const variables = env?.map('variables');
  const named: [string, string[]][] = [
    ['buildspec', dynamic?.strings('buildspec') ?? []],
    ['compute-type', env?.strings('compute-type') ?? []],
    ['image', env?.strings('image') ?? []],
  ];
  const all = product(
    [
      ...named,
      ...(variables?.entries ?? []).map((e): [string, string[]] => [
        `$${e.key}`,
        reader.strings(e.value, `batch.build-matrix.dynamic.env.variables.${e.key}`),
      ]),
    ].filter(([, values]) => values.length),
  );
  const base = envOf(fixed?.map('env'));
  return all.map((one, i) => ({
    identifier: `matrix_${i + 1}`,
    buildspec: one['buildspec'],
    ignoreFailure: fixed?.flag('ignore-failure') ?? false,
    dependsOn: [],
    env: {
      ...base,
      computeType: one['compute-type'] ?? base.computeType,
      image: one['image'] ?? base.image,
      variables: {
        ...base.variables,
        ...Object.fromEntries(
          Object.entries(one)
            .filter(([k]) => k.startsWith('$'))
            .map(([k, v]) => [k.slice(1), v]),
        ),
      },
    },
  }));
}

function fanout(map: MapView, notServed: string[]): BatchTask[] {
  sayUnserved(map, FANOUT, notServed);
  const n = Number(map.text('parallelism'));
  if (!Number.isInteger(n) || n < 1)
    throw new BuildspecError('batch.build-fanout.parallelism must be a number of builds');
  return Array.from({ length: n }, (_, i) => ({
    identifier: `fanout_${i + 1}`,
    buildspec: undefined,
    ignoreFailure: map.flag('ignore-failure'),
    dependsOn: [],
    env: { variables: {} },
  }));
}

function check(tasks: readonly BatchTask[]): void {
  if (!tasks.length) throw new BuildspecError('batch names no build');
  if (tasks.length > MAX_TASKS)
    throw new BuildspecError(`batch has ${tasks.length} builds; at most ${MAX_TASKS} are allowed`);
  const ids = tasks.map((t) => t.identifier);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined)
    throw new BuildspecError(`batch has two builds with the identifier ${twice}`);
  for (const t of tasks)
    for (const d of t.dependsOn)
      if (!ids.includes(d))
        throw new BuildspecError(`${t.identifier} depends on ${d}, which is not in the batch`);
  // Remove builds without open dependencies until nothing changes. What is left forms a cycle.
  let left = [...tasks];
  for (let before = -1; before !== left.length;) {
    before = left.length;
    left = left.filter((t) => t.dependsOn.some((d) => left.some((l) => l.identifier === d)));
  }
  if (left.length)
    throw new BuildspecError(
      `batch has a circle of dependencies: ${left.map((t) => t.identifier).join(', ')}`,
    );
}

export function readBatch(
  reader: Reader,
  map: MapView | undefined,
  notServed: string[],
): BatchSpec | undefined {
  if (!map) return undefined;
  notServed.push(...map.unknown(BATCH));
  const kinds = (['list', 'graph', 'matrix', 'fanout'] as const).filter((k) =>
    map.has(`build-${k}`),
  );
  const [kind] = kinds;
  if (!kind || kinds.length > 1)
    throw new BuildspecError(
      'batch needs exactly one of build-list, build-graph, build-matrix, build-fanout',
    );
  const what = `build-${kind}`;
  const own = kind === 'matrix' || kind === 'fanout' ? map.map(what) : undefined;
  const tasks = own
    ? kind === 'matrix'
      ? matrix(reader, own, notServed)
      : fanout(own, notServed)
    : tasksOf(reader, map.get(what), `batch.${what}`, notServed);
  check(tasks);
  return { kind, fastFail: map.flag('fast-fail'), tasks };
}
