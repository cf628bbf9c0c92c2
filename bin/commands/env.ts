import { parseArgs } from 'node:util';
import { runningEngine } from '../home';

export function env(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(
      'starboard env [--json]\n\nThe settings an AWS client needs for this home\'s engine. Use: eval "$(npx starboard env)"\n',
    );
    return Promise.resolve();
  }
  const engine = runningEngine();
  const variables = {
    AWS_ENDPOINT_URL: engine.endpoint,
    AWS_ACCESS_KEY_ID: engine.accessKeyId,
    AWS_SECRET_ACCESS_KEY: engine.secretAccessKey,
    AWS_REGION: engine.region,
    AWS_DEFAULT_REGION: engine.region,
  };
  process.stdout.write(
    values.json
      ? `${JSON.stringify(variables, null, 2)}\n`
      : `${Object.entries(variables)
          .map(([k, v]) => `export ${k}='${v}'`)
          .join('\n')}\nunset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN\n`,
  );
  return Promise.resolve();
}
