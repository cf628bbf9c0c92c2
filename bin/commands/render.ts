import { parseArgs } from 'node:util';
import { planProject } from '../../lib/server/projects/plan';
import { PROJECT_OPTIONS, projectOptions } from './options';

export async function render(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { ...PROJECT_OPTIONS, name: { type: 'string' } } });
  if (values.help) {
    process.stdout.write(
      'starboard render --template ID [--target ID] [--environments a,b] [--approve a,b|none] [--name NAME]\n\nPrints the CloudFormation document that create would send (for a project called demo, unless --name says otherwise).\n',
    );
    return;
  }
  const plan = await planProject(projectOptions(values.name ?? 'demo', values));
  process.stdout.write(`${JSON.stringify(plan.document, null, 2)}\n`);
}
