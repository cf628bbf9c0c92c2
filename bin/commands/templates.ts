import { parseArgs } from 'node:util';
import { listTemplates } from '../../lib/server/projects/templates';

export async function templates(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });
  if (values.help) {
    process.stdout.write('starboard templates [--json]\n\nThe project templates: id, language, targets (the first is the default) and what each is.\n');
    return;
  }
  const all = await listTemplates();
  process.stdout.write(values.json ? `${JSON.stringify(all.map(({ id, name, language, targets }) => ({ id, name, language, targets })), null, 2)}\n`
    : all.map((t) => `${t.id.padEnd(20)} ${t.language.padEnd(12)} ${t.targets.join(',').padEnd(10)} ${t.description}\n`).join(''));
}
