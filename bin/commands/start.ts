import { parseArgs } from 'node:util';
import { start as launch } from '../launcher';

export async function start(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { 'no-open': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(
      `starboard start [--no-open]

Starts the embedded engine and the dashboard, prints both addresses and stays in the foreground.
Settings: PORT, HOST, STARBOARD_NAME, STARBOARD_HOME, STARBOARD_ENGINE_PORT, STARBOARD_ACCOUNT_ID,
AWS_REGION, STARBOARD_AUTH, STARBOARD_CODEDEPLOY_AGENT,
STARBOARD_REAL_USERS (see docs/settings.md).
`,
    );
    return;
  }
  const display =
    process.platform === 'darwin' ||
    Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
  await launch({ open: !values['no-open'] && process.stdout.isTTY && display });
}
