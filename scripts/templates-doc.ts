import type { TemplateManifest } from '../lib/server/templates/manifest';

export interface Proof {
  readonly on: string;
  /** Other versions that it was tried with. */ readonly also?: readonly string[];
  readonly with: Readonly<Record<string, string | undefined>>;
  readonly seconds: Readonly<
    Record<'stack' | 'download' | 'build' | 'deploy' | 'answering', number>
  >;
}
export type Proofs = Readonly<Record<string, Proof>>;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
const versions = (p: Proof): string =>
  [
    Object.entries(p.with)
      .map(([name, version]) => `${name} ${version ?? ''}`.trim())
      .join(', ') || 'nothing',
    ...(p.also ?? []),
  ].join('; ');

const WHY: Readonly<Record<string, string>> = {
  'csharp-service':
    "the .NET SDK is in neither the npm registry nor Debian's packages, so no machine of ours has it",
};

const combinations = (templates: readonly TemplateManifest[]): [TemplateManifest, string][] =>
  templates.flatMap((t) => t.targets.map((target): [TemplateManifest, string] => [t, target]));

/** The section of docs/performance.md about templates, between its two markers. */
export function templatesTimes(templates: readonly TemplateManifest[], proofs: Proofs): string {
  const rows = combinations(templates).flatMap(([t, target]): string[][] => {
    const s = proofs[`${t.id} ${target}`]?.seconds;
    return s
      ? [
          [
            `\`${t.id}\``,
            target,
            ...[s.stack, s.download, s.build, s.deploy, s.answering, s.answering - s.download].map(
              (n) => n.toFixed(1),
            ),
          ],
        ]
      : [];
  });
  return `Seconds on two cores, from Create to the first environment's first answer, in an empty home. \`npm run test:long\`
measures them, and \`scripts/templates-doc\` writes the table. *Stack*: until the pipeline reads its first commit.
*Download*: the build's install phase, with what has to be compiled before the tests. The aim is 30 s without it.

${table(['template', 'target', 'stack', 'download', 'tests and build', 'deploy', 'answering', 'without download'], rows)}
`;
}

/** The text of docs/templates.md, from the manifests and the matrix's results. */
export function templatesDoc(templates: readonly TemplateManifest[], proofs: Proofs): string {
  const all = combinations(templates);
  const proven = all.filter(([t, target]) => proofs[`${t.id} ${target}`]);
  const unproven = all.filter(([t, target]) => !proofs[`${t.id} ${target}`]);
  return `# Project templates

Generated from the manifests and from what \`npm run test:long\` has seen (\`docs/templates.json\`);
\`UPDATE_DOCS=1 npx vitest run --project unit scripts/templates-doc\` writes it anew.

Proven means: the CLI created it in a home of its own; it was built, tested and deployed, and answered on \`/health\` with its
commit. A push changed its heading, an approval took that to production, a rollback took it back, and a delete left nothing.
None of them has run on AWS. Rules and cfn-lint check the CloudFormation documents.

## What is proven

${table(
  ['template', 'language', 'target', 'proven on', 'with'],
  proven.map(([t, target]) => {
    const p = proofs[`${t.id} ${target}`];
    return [`\`${t.id}\``, t.language, target, p?.on ?? '', p ? versions(p) : ''];
  }),
)}

## What is only checked statically

${
  unproven.length
    ? table(
        ['template', 'language', 'target', 'why'],
        unproven.map(([t, target]) => [
          `\`${t.id}\``,
          t.language,
          target,
          WHY[t.id] ?? 'the matrix has not run it yet',
        ]),
      )
    : 'Nothing.'
}

How long each takes, phase by phase: [performance.md](performance.md#templates).

## What each needs

${table(
  ['template', 'type', 'needs on the machine', 'downloads from', 'first change'],
  templates.map((t) => [
    `\`${t.id}\``,
    t.type,
    Object.entries(t.needs)
      .map(([id, v]) => `${id} ${v ?? ''}`.trim())
      .join(', ') || 'nothing',
    t.downloads ?? 'nowhere',
    t.change,
  ]),
)}

## Your own

\`STARBOARD_TEMPLATES\` names folders and git addresses, comma separated; \`ADDRESS#COMMIT\` (all forty digits) pins one. Each
is a template (\`manifest.json\` and \`source/\`) or a folder of them. They appear next to the built-in ones, marked as yours.

- \`manifest.json\` follows \`templates/manifest.schema.json\`; an unknown key is a mistake. \`starboard template check DIR\`
  names every mistake and runs nothing.
- \`source/\` is the first commit, byte for byte: plain files only (no symbolic links), 20 MB in all.
- A template runs nothing at creation. Git addresses are https, ssh, or http on this machine. Git fetches them without your
  configuration, hooks, filters and passwords, for at most a minute and 100 MB.
- The New project page and \`starboard doctor\` name a template that cannot be used, with the reason. Of two with the same id
  the first counts, and built-in ones come first.
`;
}
