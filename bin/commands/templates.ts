import { parseArgs } from 'node:util';
import { catalogue } from '../../lib/server/templates/catalogue';
import { checkTemplate } from '../../lib/server/templates/check';

const HELP = `starboard templates [--json]

The project templates: id, language, targets (the first is the default) and what each is. Folders and git addresses in
STARBOARD_TEMPLATES (comma separated, ADDRESS#COMMIT pins one) stand beside the built-in ones.

starboard template check DIR checks one of your own.
`;

export async function templates(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const { templates: all, problems } = await catalogue(true);
  process.stdout.write(
    values.json
      ? `${JSON.stringify(
          all.map(({ id, name, language, targets }) => ({ id, name, language, targets })),
          null,
          2,
        )}\n`
      : all
          .map(
            (t) =>
              `${t.id.padEnd(20)} ${t.language.padEnd(12)} ${t.targets.join(',').padEnd(10)} ` +
              `${t.description}${t.from === undefined ? '' : ` (yours: ${t.from})`}\n`,
          )
          .join(''),
  );
  for (const p of problems) process.stderr.write(`${p.source}: ${p.problem}\n`);
}

const CHECK_HELP = `starboard template check DIR

Checks a template: manifest, files, buildspec, appspec, README. Each finding on a line; exit code 0 only without any.
`;

/** `starboard template check DIR` */
export async function template(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  });
  const [verb, dir] = positionals;
  if (values.help || verb !== 'check' || dir === undefined) {
    (values.help ? process.stdout : process.stderr).write(CHECK_HELP);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const { findings, summary } = await checkTemplate(dir);
  for (const f of findings) process.stdout.write(`${f}\n`);
  process.stdout.write(`${findings.length ? `${findings.length} to fix` : summary}\n`);
  process.exitCode = findings.length ? 1 : 0;
}
