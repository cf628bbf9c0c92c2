import 'server-only';
import { constants } from 'node:fs';
import { access, readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { loadSharedConfigFiles } from '@smithy/core/config';
import { AppError } from './app-error';
import { awsProfile } from '../env';

/** The largest file of profiles that is read: hundreds of profiles take a tenth of it. */
const MAX_BYTES = 1_000_000;
/** How many cached sign-ins are looked at for a change. */
const MAX_SIGN_INS = 100;

/** Whether keys in the environment are used, which the SDK does only where no profile is named. */
export const keysInEnvironment = (): boolean =>
  !process.env['AWS_PROFILE'] &&
  Boolean(process.env['AWS_ACCESS_KEY_ID'] && process.env['AWS_SECRET_ACCESS_KEY']);

const home = (): string => process.env['HOME'] || homedir();
const expanded = (path: string): string =>
  path.startsWith('~/') ? join(home(), path.slice(2)) : path;

/** Where profiles are kept (AWS SDKs reference guide, "Location of the shared config and credentials files"). */
export const profileFiles = (): readonly string[] =>
  [
    process.env['AWS_CONFIG_FILE'] || join(home(), '.aws/config'),
    process.env['AWS_SHARED_CREDENTIALS_FILE'] || join(home(), '.aws/credentials'),
  ].map(expanded);

/** One profile's settings, as they stand in the files now. */
export type Profile = Readonly<Record<string, string | undefined>>;

async function describe(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${path} ${mtimeMs} ${size} ${ino}`;
  } catch {
    return '';
  }
}

async function signIns(): Promise<string[]> {
  // The person's own files: the build must not trace them, nor warn of it.
  const folders = ['.aws/sso/cache', '.aws/login/cache'].map((folder) =>
    join(/* turbopackIgnore: true */ home(), folder),
  );
  const files = await Promise.all(
    folders.map((folder) =>
      readdir(/* turbopackIgnore: true */ folder).then(
        (names) => names.slice(0, MAX_SIGN_INS).map((name) => join(folder, name)),
        () => [],
      ),
    ),
  );
  return files.flat();
}

/** Changes when a file changes that credentials can come from: the profiles, and the sign-ins of `aws sso login`. */
export async function fingerprintOfFiles(): Promise<string> {
  const files = [...profileFiles(), ...(await signIns())];
  return (await Promise.all(files.map(describe))).join('\n');
}

/** Refuses a file that must not be parsed, or cannot be read. One that is not there is no failure. */
async function assertReadable(path: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw unreadable(path, error);
  });
  if (!found) return;
  if (!found.isFile() && !found.isCharacterDevice())
    throw new AppError('credentials', `${path} is not a file, so it holds no profile.`, undefined, {
      command: `ls -ld ${path}`,
    });
  if (found.size > MAX_BYTES)
    throw new AppError(
      'credentials',
      `${path} has ${(found.size / 1e6).toFixed(1)} MB and was not read: a file of AWS profiles has a few kilobytes. ` +
        'Put the right file in its place; these pages then continue automatically.',
      undefined,
      { command: `ls -l ${path}` },
    );
  await access(path, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
}

const unreadable = (path: string, error: NodeJS.ErrnoException): AppError =>
  new AppError(
    'credentials',
    `${path} cannot be read (${error.code ?? 'unknown'}). Allow the user that runs Starboard to read it.`,
    error,
    { command: `ls -l ${path}` },
  );

/** The number of the first line that is no part of such a file: cut off in its middle, or text of something else. */
export function brokenLine(text: string): number | undefined {
  const at = text.split(/\r?\n/).findIndex((line) => {
    const trimmed = line.trim();
    if (trimmed === '' || /^[#;]/.test(trimmed)) return false;
    if (trimmed.startsWith('[')) return !/^\[[^[\]]+\]\s*(?:[#;].*)?$/.test(trimmed);
    return !trimmed.includes('=');
  });
  return at < 0 ? undefined : at + 1;
}

const incomplete = (path: string, why: string): AppError =>
  new AppError(
    'credentials',
    `${path} is incomplete: ${why}. It may be being written; once it is whole, these pages continue automatically.`,
    undefined,
    { command: `aws configure --profile ${awsProfile()}` },
  );

/** Of the files that are there, the first with a line that is none; said only where no credentials were found. */
export async function assertWhole(): Promise<void> {
  for (const path of profileFiles()) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    const line = text === undefined ? undefined : brokenLine(text);
    if (line !== undefined) throw incomplete(path, `line ${line} is cut off or is not a setting`);
  }
}

/** Half of a pair of keys is a file that is being written. */
function assertPair(name: string, profile: Profile): void {
  const [id, secret] = [profile['aws_access_key_id'], profile['aws_secret_access_key']];
  if (Boolean(id) === Boolean(secret)) return;
  const [, credentials = ''] = profileFiles();
  throw incomplete(
    credentials,
    `the profile ${name} has ${id ? 'an access key without its secret' : 'a secret key without its access key'}`,
  );
}

/** A role's keys come from another profile. */
function assertSource(name: string, source: string, profile: Profile | undefined): void {
  if (profile) return assertPair(source, profile);
  throw new AppError(
    'credentials',
    `The AWS profile ${name} takes its keys from the profile ${source}, which is neither in ${profileFiles().join(' nor in ')}. Add it; these pages then continue automatically.`,
    undefined,
    { command: `aws configure --profile ${source}` },
  );
}

/** All profiles as they stand in the files now. The SDK itself takes a file that it cannot read for an empty one. */
export async function readProfiles(): Promise<Readonly<Record<string, Profile>>> {
  const files = profileFiles();
  for (const path of files) await assertReadable(path);
  const [configFilepath = '', filepath = ''] = files;
  const { configFile, credentialsFile } = await loadSharedConfigFiles({
    configFilepath,
    filepath,
    ignoreCache: true,
  });
  const profiles: Record<string, Profile> = {};
  for (const [name, settings] of [
    ...Object.entries(configFile),
    ...Object.entries(credentialsFile),
  ])
    profiles[name] = { ...profiles[name], ...settings };
  return profiles;
}

/** Refuses a named profile that is not there, and one that is half there. */
export async function assertProfile(profiles: Readonly<Record<string, Profile>>): Promise<void> {
  if (keysInEnvironment()) return;
  const name = awsProfile();
  const found = profiles[name];
  if (found) {
    assertPair(name, found);
    const source = found['source_profile'];
    if (source !== undefined && source !== name) assertSource(name, source, profiles[source]);
    return;
  }
  if (!process.env['AWS_PROFILE']) return;
  await assertWhole();
  throw new AppError(
    'credentials',
    `There is no AWS profile ${name} in ${profileFiles().join(' or ')}. Add it, or start Starboard with another AWS_PROFILE.`,
    undefined,
    { command: `aws configure --profile ${name}` },
  );
}
