import { parseYaml, yamlValue } from '../bounded-parse';
import { globProblem } from '../glob';

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
export type LifecycleEvent = (typeof LIFECYCLE)[number];

export interface Hook {
  readonly location: string;
  readonly timeoutSeconds: number;
  readonly runas: string | undefined;
}
export interface FilePair {
  readonly source: string;
  readonly destination: string;
}
export interface Permission {
  readonly object: string;
  readonly pattern: string;
  readonly except: readonly string[];
  readonly mode: string | undefined;
  readonly owner: string | undefined;
  readonly group: string | undefined;
  readonly types: readonly string[];
}
export interface Appspec {
  readonly files: readonly FilePair[];
  readonly fileExists: 'DISALLOW' | 'OVERWRITE' | 'RETAIN' | undefined;
  readonly permissions: readonly Permission[];
  readonly hooks: Readonly<Record<string, readonly Hook[]>>;
}

/** A mistake in an AppSpec file, in the agent's words. */
export class AppspecError extends Error {
  override name = 'AppspecError';
  constructor(reason: string) {
    super(`The deployment failed because ${reason}`);
  }
}

type Raw = Record<string, unknown>;
const list = (value: unknown): unknown[] =>
  Array.isArray(value)
    ? (value as unknown[])
    : value === undefined || value === null
      ? []
      : [value];
const map = (value: unknown): Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {};
const text = (value: unknown): string | undefined =>
  value === undefined || value === null ? undefined : String(value);

function hooks(raw: Raw): Record<string, Hook[]> {
  return Object.fromEntries(
    Object.entries(raw).map(([event, scripts]) => [
      event,
      list(scripts).map((s): Hook => {
        const script = map(s);
        const location = text(script['location']);
        if (!location)
          throw new AppspecError(
            `the application specification file specifies a script with no location value. Specify the location in the AppSpec file, and then try again.`,
          );
        const timeoutSeconds = script['timeout'] === undefined ? 3600 : Number(script['timeout']);
        if (!(timeoutSeconds > 0))
          throw new AppspecError(
            `an invalid timeout value was provided for a script in the application specification file. Make corrections in the hooks section of the AppSpec file, and then try again.`,
          );
        return { location, timeoutSeconds, runas: text(script['runas']) };
      }),
    ]),
  );
}

function permission(p: unknown): Permission {
  const raw = map(p);
  const object = text(raw['object']);
  if (!object)
    throw new AppspecError(
      'a permission listed in the application specification file has no object value. Update the permissions section of the AppSpec file, and then try again.',
    );
  const mode = text(raw['mode']);
  if (mode !== undefined && !/^[0-7]{1,4}$/.test(mode))
    throw new AppspecError(
      `the length of a permissions mode (${mode}) in the application specification file is invalid. Permissions modes must be between one and four characters long.`,
    );
  const types = list(raw['type']).map(String);
  for (const type of types)
    if (type !== 'file' && type !== 'directory')
      throw new AppspecError(`the type ${type} of a permission is not file or directory.`);
  const pattern = text(raw['pattern']) ?? '**';
  const except = list(raw['except']).map(String);
  const problem = globProblem([pattern, ...except]);
  if (problem !== undefined)
    throw new AppspecError(`a pattern of the permissions cannot be used: ${problem}.`);
  return {
    object,
    pattern,
    except,
    mode,
    owner: text(raw['owner']),
    group: text(raw['group']),
    types: types.length ? types : ['file', 'directory'],
  };
}

function fromYaml(source: string): unknown {
  const wrong = (why: string): AppspecError =>
    new AppspecError(`the application specification file is not valid YAML: ${why}`);
  try {
    const document = parseYaml(source);
    if (document.errors[0]) throw wrong(document.errors[0].message.split('\n')[0] ?? '');
    return yamlValue(document);
  } catch (error) {
    if (error instanceof SyntaxError) throw wrong(error.message);
    throw error;
  }
}

/** Reads `appspec.yml` for EC2 (AWS-SEMANTICS 2.1). */
export function parseAppspec(source: string): Appspec {
  const raw = map(fromYaml(source));
  if (!Object.keys(raw).length)
    throw new AppspecError(
      'the application specification file was empty. Make sure your AppSpec file defines at minimum the "version" and "os" properties.',
    );
  if (Number(raw['version']) !== 0)
    throw new AppspecError(
      `an invalid version value (${text(raw['version']) ?? ''}) was entered in the application specification file. Make sure your AppSpec file specifies "0.0" as the version, and then try again.`,
    );
  if (raw['os'] !== 'linux')
    throw new AppspecError(
      `the application specification file specifies an unsupported operating system (${text(raw['os']) ?? ''}). Specify linux.`,
    );
  const behavior = text(raw['file_exists_behavior'])?.toUpperCase();
  if (
    behavior !== undefined &&
    behavior !== 'DISALLOW' &&
    behavior !== 'OVERWRITE' &&
    behavior !== 'RETAIN'
  )
    throw new AppspecError(
      `an invalid file_exists_behavior value (${behavior}) was entered in the application specification file. The valid values are DISALLOW, OVERWRITE and RETAIN.`,
    );
  const files = list(raw['files']).map((f): FilePair => {
    const source_ = text(map(f)['source']);
    const destination = text(map(f)['destination']);
    if (!source_ || !destination)
      throw new AppspecError(
        'the application specification file specifies a file without a source or a destination. Update the files section of the AppSpec file, and then try again.',
      );
    return { source: source_, destination };
  });
  return {
    files,
    fileExists: behavior,
    permissions: list(raw['permissions']).map(permission),
    hooks: hooks(map(raw['hooks'])),
  };
}
