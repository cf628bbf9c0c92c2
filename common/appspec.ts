import { aclMistake } from './access-list';
import type { AppspecReading } from './appspec-reading';

/** An instance's traffic is taken away ([doc] "Run order of hooks in a deployment"). BlockTraffic has no scripts of its own. */
export const BLOCK_TRAFFIC = ['BeforeBlockTraffic', 'BlockTraffic', 'AfterBlockTraffic'] as const;

/** It gets traffic (the same page). AllowTraffic has no scripts of its own. */
export const ALLOW_TRAFFIC = ['BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic'] as const;

/** In-place without a load balancer (AWS-SEMANTICS 2.2). DownloadBundle and Install have no scripts of their own. */
export const LIFECYCLE = [
  'ApplicationStop',
  'DownloadBundle',
  'BeforeInstall',
  'Install',
  'AfterInstall',
  'ApplicationStart',
  'ValidateService',
] as const;
export type TrafficEvent = 'BlockTraffic' | 'AllowTraffic';
export type LifecycleEvent =
  (typeof LIFECYCLE)[number] | (typeof BLOCK_TRAFFIC)[number] | (typeof ALLOW_TRAFFIC)[number];

/** All that hooks are asked for, where a load balancer is served too, in the order of a local deployment. */
export const ALL_EVENTS: readonly string[] = [
  'BeforeBlockTraffic',
  'AfterBlockTraffic',
  ...LIFECYCLE,
  'BeforeAllowTraffic',
  'AfterAllowTraffic',
];

export interface Hook {
  readonly location: string;
  readonly timeoutSeconds: number;
  /** The user it runs as; undefined is root, as whom the agent runs. */
  readonly runas: string | undefined;
  /** Whether `sudo` starts it, which leaves it little of its environment. */
  readonly sudo: boolean;
}
export interface FilePair {
  readonly source: string;
  readonly destination: string;
}
export interface Permission {
  readonly object: string;
  readonly pattern: string;
  readonly except: readonly string[];
  /** Three or four octal digits. */
  readonly mode: string | undefined;
  readonly owner: string | undefined;
  readonly group: string | undefined;
  readonly types: readonly string[];
}
export interface Appspec {
  readonly files: readonly FilePair[];
  readonly fileExists: FileExists | undefined;
  readonly permissions: readonly Permission[];
  readonly hooks: Readonly<Record<string, readonly Hook[]>>;
}

export const FILE_EXISTS = ['DISALLOW', 'OVERWRITE', 'RETAIN'] as const;
/** What happens to a file that stands where one is to be installed. */
export type FileExists = (typeof FILE_EXISTS)[number];

const TYPES = ['file', 'directory'];
const DEFAULT_TIMEOUT_SECONDS = 3600;
const MODE_DIGITS = { least: 3, most: 4 };

/** A mistake in an AppSpec file, in the agent's words where it has some. */
export class AppspecError extends Error {
  override name = 'AppspecError';
  constructor(reason: string) {
    super(`The deployment failed because ${reason}`);
  }
}

type Raw = Record<string, unknown>;
const IN_FILES = 'Update the files section of the AppSpec file, and then try again.';
const IN_HOOKS = 'the hooks section of the AppSpec file, and then try again.';
const IN_PERMISSIONS = 'Update the permissions section of the AppSpec file, and then try again.';

const isNothing = (value: unknown): value is null | undefined =>
  value === undefined || value === null;
const text = (value: unknown): string | undefined =>
  isNothing(value) ? undefined : String(value as string);

/** A list that may be missing. What is no list makes the agent fail with words of its language's. */
function list(value: unknown, of: string): unknown[] {
  if (isNothing(value)) return [];
  if (Array.isArray(value)) return value as unknown[];
  throw new AppspecError(`${of} in the application specification file is not a list.`);
}

function map(value: unknown, of: string): Raw {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Raw;
  throw new AppspecError(`${of} in the application specification file has no keys.`);
}

/** As the agent's language reads a whole number: the digits that a text begins with, or 0. */
const wholeNumber = (value: unknown): number => parseInt(String(value as string), 10) || 0;

function hook(raw: Raw, rules: AppspecReading): Hook {
  const location = text(raw['location'])?.trim();
  if (!location)
    throw new AppspecError(
      `the application specification file specifies a script with no location value. Specify the location in ${IN_HOOKS}`,
    );
  const { timeout } = raw;
  const timeoutSeconds = isNothing(timeout) ? DEFAULT_TIMEOUT_SECONDS : wholeNumber(timeout);
  if (timeoutSeconds <= 0)
    throw new AppspecError(
      `an invalid timeout value was provided for a script in the application specification file. Make corrections in ${IN_HOOKS}`,
    );
  const user = text(raw['runas'])?.trim();
  return {
    location,
    timeoutSeconds,
    runas: rules.emptyRunasIsUser ? user : user || undefined,
    sudo: rules.asksForSudo(raw['sudo']),
  };
}

function hooks(raw: Raw, rules: AppspecReading): Record<string, Hook[]> {
  return Object.fromEntries(
    Object.entries(raw).map(([event, scripts]) => {
      return [
        event,
        list(scripts, `the event ${event}`).map((s) =>
          hook(map(s, `a script of the event ${event}`), rules),
        ),
      ];
    }),
  );
}

function modeOf(value: unknown): string | undefined {
  const mode = text(value)?.padStart(MODE_DIGITS.least, '0');
  if (mode === undefined) return undefined;
  if (mode.length > MODE_DIGITS.most)
    throw new AppspecError(
      `the length of a permissions mode (${mode}) in the application specification file is invalid. Permissions modes must be between one and four characters long. ${IN_PERMISSIONS}`,
    );
  const wrong = /[^0-7]/.exec(mode)?.[0];
  if (wrong !== undefined)
    throw new AppspecError(
      `the permissions mode (${mode}) in the application specification file contains an invalid character (${wrong}). ${IN_PERMISSIONS}`,
    );
  return mode;
}

function typesOf(value: unknown): readonly string[] {
  if (isNothing(value)) return TYPES;
  const types = list(value, 'the type of a permission').map(String);
  const wrong = types.find((type) => !TYPES.includes(type));
  if (wrong !== undefined)
    throw new AppspecError(
      `the application specification file specifies a permission for an object type not supported for permissions (${wrong}). ${IN_PERMISSIONS}`,
    );
  return types;
}

/** What is wrong with `acls` and `context` by themselves, on whatever instance. */
function checkAccess(raw: Raw): void {
  for (const entry of list(raw['acls'], 'the acls of a permission')) {
    const mistake = aclMistake(String(entry));
    if (mistake !== undefined) throw new AppspecError(mistake);
  }
  if (isNothing(raw['context'])) return;
  const context = map(raw['context'], 'the context of a permission');
  if (!isNothing(context['type'])) return;
  const shown = Object.entries(context).map(([k, v]) => `"${k}"=>${JSON.stringify(v)}`);
  throw new AppspecError(
    `the application specification file specifies an invalid context type ({${shown.join(', ')}}). ${IN_PERMISSIONS}`,
  );
}

function permission(p: unknown, rules: AppspecReading): Permission {
  const raw = map(p, 'a permission');
  const object = text(raw['object'])?.trim();
  if (!object)
    throw new AppspecError(
      `a permission listed in the application specification file has no object value. ${IN_PERMISSIONS}`,
    );
  checkAccess(raw);
  for (const key of ['acls', 'context'])
    if (!rules.hasAcls && !isNothing(raw[key]))
      throw new AppspecError(
        `the permissions of ${object} set ${key}, which a local instance does not have. Take ${key} out to deploy here.`,
      );
  return {
    object,
    pattern: text(raw['pattern']) ?? '**',
    except: list(raw['except'], `the except parameter of ${object}`).map(String),
    mode: modeOf(raw['mode']),
    owner: text(raw['owner']),
    group: text(raw['group']),
    types: typesOf(raw['type']),
  };
}

function filePair(f: unknown): FilePair {
  const raw = map(f, 'an entry of files');
  const source = text(raw['source']);
  const destination = text(raw['destination']);
  if (source === undefined)
    throw new AppspecError(
      `the application specification file specifies a destination file, but no source file. ${IN_FILES}`,
    );
  if (destination === undefined)
    throw new AppspecError(
      `the application specification file specifies only a source file (${source}). Add the name of the destination file to the files section of the AppSpec file, and then try again.`,
    );
  return { source, destination };
}

function fileExistsOf(value: unknown): FileExists | undefined {
  if (isNothing(value)) return undefined;
  const found = FILE_EXISTS.find((behavior) => behavior === value);
  if (found) return found;
  throw new AppspecError(
    `an invalid file_exists_behavior value (${text(value) ?? ''}) was entered in the application specification file. Make sure your AppSpec file specifies one of ${FILE_EXISTS.join(',')} as the file_exists_behavior, and then try again.`,
  );
}

function fromYaml(source: string, rules: AppspecReading): unknown {
  try {
    return rules.readAppspec(source);
  } catch (error) {
    if (error instanceof SyntaxError) throw new AppspecError(rules.notYaml(error.message));
    throw error;
  }
}

/** What an AppSpec file says below its head: files, permissions and hooks. */
export function appspecSections(raw: Readonly<Raw>, rules: AppspecReading): Appspec {
  return {
    files: list(raw['files'], 'the files section').map(filePair),
    fileExists: fileExistsOf(raw['file_exists_behavior']),
    permissions: list(raw['permissions'], 'the permissions section').map((p) =>
      permission(p, rules),
    ),
    hooks: isNothing(raw['hooks']) ? {} : hooks(map(raw['hooks'], 'the hooks section'), rules),
  };
}

/**
 * Reads an AppSpec file for EC2 as an agent does (AWS-SEMANTICS 2.1; aws-codedeploy-agent,
 * application_specification.rb). An AppspecError names what is wrong.
 */
export function parseAppspec(source: string, rules: AppspecReading): Appspec {
  const whole = fromYaml(source, rules);
  if (isNothing(whole))
    throw new AppspecError(
      "the application specification file was empty. Make sure your AppSpec file defines at minimum the 'version' and 'os' properties.",
    );
  const raw = map(whole, 'the top level');
  // A number: the text "0.0" is another value to the agent.
  if (raw['version'] !== 0)
    throw new AppspecError(
      `an invalid version value (${text(raw['version']) ?? ''}) was entered in the application specification file. Make sure your AppSpec file specifies "0.0" as the version, and then try again.`,
    );
  if (raw['os'] !== 'linux')
    throw new AppspecError(
      `the application specification file specifies an unsupported operating system (${text(raw['os']) ?? ''}). Specify either "linux" or "windows" in the os section of the AppSpec file, and then try again.`,
    );
  return appspecSections(raw, rules);
}
