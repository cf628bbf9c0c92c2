import { queueAddress } from '../common/events-queue';
import { ConfigError } from '../engine/config';

/** Refuses a backend that is none, and settings that would make "real AWS" something else. */
export function checkBackend(backend: string, env: NodeJS.ProcessEnv): void {
  if (backend !== 'local' && backend !== 'aws')
    throw new ConfigError(
      `STARBOARD_BACKEND=${backend} is not valid. Use local (the embedded engine, the default) or aws.`,
    );
  if (backend !== 'aws') return;
  const elsewhere = Object.keys(env).find(
    (name) => name.startsWith('AWS_ENDPOINT_URL') && env[name],
  );
  if (elsewhere !== undefined)
    throw new ConfigError(
      `${elsewhere} is set, so STARBOARD_BACKEND=aws would not reach AWS. Unset it, or use STARBOARD_BACKEND=local.`,
    );
  if (env['STARBOARD_AUTH'] === 'none')
    throw new ConfigError(
      'STARBOARD_AUTH=none works with the local backend only. With AWS, every program on this machine could act in your account. Unset it.',
    );
  const rate = env['STARBOARD_AWS_RATE'] || '5';
  if (!/^\d{1,4}$/.test(rate) || Number(rate) < 1)
    throw new ConfigError(
      `STARBOARD_AWS_RATE=${rate} is no number of calls a second. Use 1 to 9999; the default is 5.`,
    );
  const wrong = (env['STARBOARD_AWS_WRITE'] ?? '')
    .split(/[\s,]+/)
    .filter(Boolean)
    .find((account) => !/^\d{12}$/.test(account));
  if (wrong !== undefined)
    throw new ConfigError(
      `STARBOARD_AWS_WRITE names '${wrong}', which is not an account ID. Use 12 digits; separate several with commas.`,
    );
  try {
    queueAddress(env['STARBOARD_EVENTS_QUEUE']);
  } catch (error) {
    throw new ConfigError((error as Error).message);
  }
}
