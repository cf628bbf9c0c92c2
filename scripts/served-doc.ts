import { COVERAGE_FORMATS, TEST_FORMATS } from '../engine/core/build/buildspec/reports';
import { ACTION_TYPES, RULE_TYPES } from '../engine/core/pipeline/action-types';
import { services } from '../engine/services';
import { providers } from '../engine/services/cloudformation/resources';
import { PROJECT_SOURCES } from '../engine/services/codebuild/project-checks';
import { TARGET_SERVICES } from '../engine/services/events/targets';
import { MODELS } from '../engine/wire/members/constraints';
import { IGNORED } from '../engine/wire/members/ignored';
import { UNSERVED } from '../engine/wire/members/unserved';
import { Registry } from '../engine/wire/registry';
import { shapeOf, type Shape } from '../engine/wire/shape';
import { SERVICES, type ServiceSpec } from '../engine/wire/services';

const code = (names: readonly string[]): string => names.map((n) => `\`${n}\``).join(', ');
const range = ([min, max]: readonly [number, number]): string =>
  min === max ? String(min) : `${min} to ${max}`;
const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${heads.join(' | ')} |`,
  `|${'---|'.repeat(heads.length)}`,
  ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  '',
];

const registry = new Registry();

async function operationRow(spec: ServiceSpec): Promise<readonly string[]> {
  const known = (await registry.model(spec)).operations;
  const served = Object.keys(services[spec.name]?.operations ?? {}).filter((n) => known.has(n));
  return [spec.name, `${served.length} of ${known.size}`, code(served.sort())];
}

const entriesOf = (value: unknown): [string, unknown][] => Object.entries(value as object);

/** How many constraints of AWS's models a service's served operations have. */
const constraintsOf = (service: string): number =>
  entriesOf(MODELS[service]?.operations ?? {}).reduce(
    (sum, [, model]) => sum + entriesOf((model as { constraints: object }).constraints).length,
    0,
  );

/** A member as the document shows it: with the values that are taken all the same. */
function refused(entry: string): string {
  const [path = '', values] = entry.split('=');
  return values === undefined ? `\`${path}\`` : `\`${path}\` other than ${code(values.split('|'))}`;
}

/** The inputs of a service's served operations. */
async function inputsOf(spec: ServiceSpec): Promise<Shape[]> {
  const known = (await registry.model(spec)).operations;
  return Object.keys(services[spec.name]?.operations ?? {}).flatMap((name) => {
    const model = known.get(name);
    return model ? [shapeOf(model.input)] : [];
  });
}

/** How many members there are, and what becomes of them, as one sentence. */
export async function memberCounts(): Promise<string> {
  const inputs = (await Promise.all(SERVICES.map(inputsOf))).flat();
  const all = inputs.flatMap((shape) => shape.members).length;
  const needed = inputs.flatMap((shape) => shape.required).length;
  const refusedByName = Object.values(UNSERVED).flatMap((o) => Object.values(o).flat()).length;
  return [
    `${inputs.length} operations have ${all} members, of which ${all - needed} are optional. A test adds each optional one that is taken to a`,
    'valid call of a running engine: it changes the answer or a later read, or it is listed with the reason. The others are',
    `refused by name (${refusedByName} entries, nested ones too).`,
  ].join('\n');
}

async function members(): Promise<string[]> {
  const counts = await Promise.all(
    SERVICES.map(async (spec) => {
      const all = (await inputsOf(spec)).flatMap((shape) => shape.members);
      const entries = Object.values(UNSERVED[spec.name] ?? {}).flat();
      return [
        spec.name,
        String(all.length),
        String(entries.length),
        String(constraintsOf(spec.name)),
      ];
    }),
  );
  return [
    '## Members of inputs',
    '',
    "Each member of a served operation's input is read, refused by name, or listed below. Values are held to the constraints of AWS's public models (lengths, counts, patterns, enumerations).",
    '',
    ...table(['service', 'members', 'refused', 'constraints'], counts),
    'Refused by name, when they ask for something:',
    '',
    ...table(
      ['operation', 'members'],
      Object.entries(UNSERVED).flatMap(([service, operations]) =>
        Object.entries(operations).map(([operation, entries]) => [
          `${service}:${operation}`,
          entries.map(refused).join(', '),
        ]),
      ),
    ),
    'Taken, and without effect in the service:',
    '',
    ...table(
      ['operation', 'members', 'why'],
      IGNORED.map(({ service, operation, members: names, why }) => [
        operation === '*' ? `${service}: all that have it` : `${service}:${operation}`,
        code(names),
        why,
      ]),
    ),
  ];
}

function actions(): string[] {
  const all = Object.entries(ACTION_TYPES);
  return [
    '## Actions of a pipeline',
    '',
    ...table(
      ['action type', 'input artifacts', 'output artifacts', 'configuration'],
      all
        .filter(([, type]) => type.served)
        .map(([key, { inputs, outputs, required, optional, v2 }]) => [
          `\`${key}\`${v2 ? ' (V2 pipelines)' : ''}`,
          range(inputs),
          range(outputs),
          code([...required, ...optional]),
        ]),
    ),
    'Custom actions of your own (`CreateCustomActionType`) run too, carried out by your job workers.',
    '',
    'AWS has these as well. A pipeline may declare them; its structure is checked, and the action fails by name when it is reached:',
    `${code(all.filter(([, type]) => !type.served).map(([key]) => key))}.`,
    '',
  ];
}

function rules(): string[] {
  const all = Object.entries(RULE_TYPES);
  return [
    '## Rules of a condition',
    '',
    ...table(
      ['rule', 'evaluated', 'configuration'],
      all.map(([name, { served, required, optional }]) => [
        `\`${name}\``,
        served ? 'yes' : 'no: fails by name',
        code([...required, ...optional]),
      ]),
    ),
  ];
}

const lists: readonly (readonly [title: string, names: readonly string[]])[] = [
  ['Resource types of CloudFormation', Object.keys(providers)],
  ["Services that an EventBridge rule's targets belong to", TARGET_SERVICES],
  ['Source types of a build project', PROJECT_SOURCES],
  ['Report formats: tests', TEST_FORMATS],
  ['Report formats: coverage', COVERAGE_FORMATS],
];

/** docs/served.md, out of the tables that the engine itself asks. */
export async function servedDoc(): Promise<string> {
  const operations = await Promise.all(SERVICES.map(operationRow));
  return [
    '# What the engine serves',
    '',
    'Generated from the code; `UPDATE_DOCS=1 npx vitest run --project unit scripts/served-doc` writes it anew. What is not listed is refused by name. How the engine differs from AWS is in [engine.md](engine.md).',
    '',
    '## Operations',
    '',
    'The first number counts what is served, the second what the AWS SDK knows. The rest answers HTTP 501 with the name of the operation.',
    '',
    ...table(['service', 'served', 'operations'], operations),
    ...(await members()),
    ...actions(),
    ...rules(),
    ...lists.flatMap(([title, names]) => [`## ${title}`, '', `${code(names)}.`, '']),
  ].join('\n');
}
