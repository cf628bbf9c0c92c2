import { addDashboardName, dashboardName, isLocalName } from '../engine/adapters/dashboard-name';
import { ConfigError } from '../engine/config';

/** The address that applications have too: for browsers that resolve no `*.localhost`. */
export const SHARED_ADDRESS = '127.0.0.1';
/** A shorter label can be guessed. */
const SECRET_LABEL = 16;
const HTTP_PORT = 80;

/** What is read of the environment here. */
type NameSetting = Readonly<Record<string, string | undefined>>;

/** The name that a person chose (`STARBOARD_NAME`), if any. */
export function chosenName(env: NameSetting): string | undefined {
  const name = env['STARBOARD_NAME'];
  if (!name) return undefined;
  if (name === SHARED_ADDRESS || isLocalName(name)) return name;
  throw new ConfigError(
    `STARBOARD_NAME=${name} cannot be the dashboard's name. Use a name below ` +
      '.localhost in small letters, digits and hyphens, or 127.0.0.1; unset it for a random one.',
  );
}

/** The dashboard's host name, made and kept before anything listens that must refuse it. */
export function prepareName(home: string, env: NameSetting): string {
  const own = dashboardName(home);
  const chosen = chosenName(env);
  if (chosen !== undefined && chosen !== SHARED_ADDRESS) addDashboardName(home, chosen);
  return chosen ?? own;
}

/** What the choice of a name costs, as a sentence; nothing for a secret one. */
export function nameWarning(env: NameSetting): string | undefined {
  const name = chosenName(env);
  const advice = 'Unset it for a random name that applications cannot know.';
  if (name === SHARED_ADDRESS) {
    return (
      "STARBOARD_NAME=127.0.0.1: applications on this address receive the dashboard's " +
      `session and can act with it, because cookies know no ports. ${advice}`
    );
  }
  if (name === undefined || (name.split('.')[0] ?? '').length >= SECRET_LABEL) return undefined;
  return `STARBOARD_NAME is short enough to guess: a program that does can receive the session. ${advice}`;
}

/** Host as a browser sends it: without the port where that is HTTP's own. */
export const hostOf = (name: string, port: number): string =>
  port === HTTP_PORT ? name : `${name}:${port}`;
