import { BuildspecError, type MapView, type Reader } from './reader';
import type { BatchEnv, BatchSpec, BatchTask } from './types';

const IDENTIFIER = /^\w{1,127}$/;
/** [doc] Builds of one batch. */
const MAX_TASKS = 100;

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

function tasksOf(reader: Reader, node: unknown, what: string): BatchTask[] {
  return reader.list(node, what).map((item, i) => {
    const map = reader.map(item, `${what}[${i}]`);
    const identifier = map?.text('identifier');
    if (!map || identifier === undefined)
      throw new BuildspecError(`${what}[${i}] needs an identifier at line ${reader.line(item)}`);
    if (!IDENTIFIER.test(identifier))
      throw new BuildspecError(
        `Invalid identifier ${identifier} in ${what}[${i}]: use letters, digits and _`,
      );
    return {
      identifier,
      buildspec: map.text('buildspec'),
      env: envOf(map.map('env')),
      ignoreFailure: map.flag('ignore-failure'),
      dependsOn: map.strings('depends-on'),
    };
  });
}

/** Every way to choose one of each. */
function product(
  choices: readonly (readonly [string, readonly string[]])[],
): Record<string, string>[] {
  return choices.reduce<Record<string, string>[]>(
    (all, [name, values]) => all.flatMap((one) => values.map((v) => ({ ...one, [name]: v }))),
    [{}],
  );
}

/** The cartesian product of what is dynamic, each with what is static (AWS-SEMANTICS 1.9). */
function matrix(reader: Reader, map: MapView): BatchTask[] {
  const fixed = map.map('static');
  const dynamic = map.map('dynamic');
  const env = dynamic?.map('env');
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

function fanout(map: MapView): BatchTask[] {
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
  // Whatever is left when nothing more is free of dependencies hangs in a circle.
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

export function readBatch(reader: Reader, map: MapView | undefined): BatchSpec | undefined {
  if (!map) return undefined;
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
      ? matrix(reader, own)
      : fanout(own)
    : tasksOf(reader, map.get(what), `batch.${what}`);
  check(tasks);
  return { kind, fastFail: map.flag('fast-fail'), tasks };
}
