import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectSchema, shapeSchema, type Expected, type Shape } from '../e2e/support/shapes/format';

const FOLDER = join(import.meta.dirname, '..', 'e2e/cases/shapes');

const read = (name: string, file: string): unknown =>
  JSON.parse(readFileSync(join(FOLDER, name, file), 'utf8'));

/** Text of a table's cell. */
const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/\s+/g, ' ').trim();
const unique = (texts: readonly string[]): string => [...new Set(texts)].sort().join(', ');

type Stage = {
  readonly actions?: readonly { readonly actionTypeId?: Readonly<Record<string, string>> }[];
};

/** `Deploy ECS`, of all actions of a shape. */
const actionTypes = (shape: Shape): Map<string, string> =>
  new Map(
    Object.values(shape.pipelines)
      .flatMap((p) => (p.pipeline['stages'] ?? []) as readonly Stage[])
      .flatMap((s) => s.actions ?? [])
      .map(({ actionTypeId: t }) => [t?.['provider'] ?? '', t?.['category'] ?? '']),
  );

function drawn(expected: Expected): string {
  const cells = expected.board.flatMap((row) => row.cells);
  const by = Object.values(expected.live)
    .flatMap((stages) => Object.values(stages))
    .flatMap((live) => live?.by.split(' ')[0] ?? []);
  const parts = [
    `${expected.board.length === 1 ? '' : `${expected.board.length} pipelines, `}${cells.length} stages`,
    by.length ? `live by ${unique(by)}` : 'nothing live',
    expected.inbox.length ? `${expected.inbox.length} approvals` : '',
  ];
  return parts.filter(Boolean).join('; ');
}

const PAGES = ['CodeBuild', 'CodeDeploy', 'CodeDeployToECS'];

/** Providers whose actions have no page of their own here. */
const linked = (shape: Shape): string =>
  unique(
    [...actionTypes(shape)]
      .filter(([provider, category]) => !PAGES.includes(provider) && category !== 'Approval')
      .map(([provider]) => provider),
  );

/** docs/shapes.md: the recorded pipelines, what is drawn of each, what is only linked, what rests on our reading. */
export function shapesDoc(): string {
  const names = readdirSync(FOLDER, { withFileTypes: true })
    .filter((e) => e.isDirectory() && existsSync(join(FOLDER, e.name, 'expect.json')))
    .map((e) => e.name)
    .sort();
  const shapes = names.map((name) => ({
    name,
    shape: shapeSchema.parse(read(name, 'aws.json')),
    expected: expectSchema.parse(read(name, 'expect.json')),
  }));
  return [
    '# Shapes of pipelines',
    '',
    '<!-- Written by scripts/shapes-doc.ts: UPDATE_DOCS=1 npx vitest run --project unit scripts/shapes-doc -->',
    '',
    `Starboard is tested against ${shapes.length} recorded pipelines that it did not make. What each page must say of them was`,
    'written by hand from the answers of AWS (`e2e/cases/shapes/README.md` has the rules). An action that is only linked has a link',
    "to AWS's console or its provider, and no page of its own.",
    '',
    '| shape | what it is | what is drawn | only linked |',
    '|---|---|---|---|',
    ...shapes.map(
      ({ name, shape, expected }) =>
        `| \`${name}\` | ${cell(shape.about)} | ${cell(drawn(expected))} | ${cell(linked(shape))} |`,
    ),
    '',
    '## What rests on our reading of the documentation',
    '',
    "Not on AWS's own bytes. Whoever sees AWS answer otherwise: the shape is the place to change first.",
    '',
    ...shapes.flatMap(({ name, shape }) =>
      shape.reading.length
        ? [`**${name}**`, '', ...shape.reading.map((r) => `- ${r.replace(/\s+/g, ' ')}`), '']
        : [],
    ),
  ].join('\n');
}
