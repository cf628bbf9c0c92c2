import 'server-only';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import type { AwsCredentialIdentity } from '@smithy/types';
import { AppError } from './app-error';
import { failureOfProvider, isNothingFound } from './aws-failures';
import { awsProfile } from '../env';
import { shared } from '../shared';
import { assertProfile, assertWhole, fingerprintOfFiles, readProfiles } from './profile-files';

/** Credentials that end within this are renewed beforehand, as in the SDK's own chain. */
const SOON_MS = 300_000;
/** After a reading that brought nothing new the sources are left alone for so long, twice as long each time. */
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [1000, 30_000];

interface Held {
  readonly identity: AwsCredentialIdentity;
  readonly region: string | undefined;
}

interface Pause {
  readonly ms: number;
  readonly until: number;
  /** The files as they were; others end the pause. */
  readonly files: string;
  readonly error: unknown;
}

/** Whether both are the same credentials, whichever object holds them. */
export const sameKeys = (
  a: AwsCredentialIdentity | undefined,
  b: AwsCredentialIdentity | undefined,
): boolean =>
  a?.accessKeyId === b?.accessKeyId &&
  a?.secretAccessKey === b?.secretAccessKey &&
  a?.sessionToken === b?.sessionToken;

const endsWithin = ({ identity: { expiration } }: Held, ms: number): boolean =>
  expiration !== undefined && expiration.getTime() - Date.now() < ms;

/** A code of six digits that a person gave for the next reading, and for no other. */
const MFA_CODE_MS = 60_000;

/**
 * The credentials of the dashboard on AWS: the SDK's own chain (environment, profiles with role chains, SSO, processes,
 * web identities, containers and instances), read again whenever AWS refuses those that are held, past the SDK's caches
 * of files. One reading at a time serves everyone; while nothing changes, readings get rarer.
 */
export class RenewingCredentials {
  private current: Held | undefined;
  private reading: Promise<Held> | undefined;
  private pause: Pause | undefined;
  private mfa: { readonly code: string; readonly until: number } | undefined;

  /** What calls are signed with from now on. */
  async provide(): Promise<AwsCredentialIdentity> {
    return (await this.take()).identity;
  }

  /** The region of the profile, read with its keys. */
  async region(): Promise<string> {
    const region = (await this.take()).region ?? (await this.read()).region;
    if (region === undefined) throw new Error('Region is missing');
    return region;
  }

  private async take(): Promise<Held> {
    const { current } = this;
    if (!current || endsWithin(current, 0)) return this.read();
    // Those that are still good are used until others are here.
    if (endsWithin(current, SOON_MS)) this.read().catch(() => undefined);
    return current;
  }

  /** Whether there are other credentials now than `used`, which AWS has refused. */
  async renew(used: AwsCredentialIdentity | undefined): Promise<boolean> {
    if (used && this.current && !sameKeys(this.current.identity, used)) return true;
    const { identity } = await this.read();
    return !sameKeys(identity, used);
  }

  /** AWS takes the renewed ones. */
  accepted(): void {
    this.pause = undefined;
  }

  /** AWS refuses the renewed ones too: those that come next may be no better. */
  async refused(): Promise<void> {
    if (this.pause && Date.now() < this.pause.until) return;
    this.rest(await fingerprintOfFiles());
  }

  /** Reads with a person's code of their MFA device. */
  async signInWith(code: string): Promise<void> {
    await this.reading?.catch(() => undefined);
    this.mfa = { code, until: Date.now() + MFA_CODE_MS };
    this.pause = undefined;
    try {
      await this.read();
    } finally {
      this.mfa = undefined;
    }
  }

  private read(): Promise<Held> {
    this.reading ??= this.readUnlessPaused().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async readUnlessPaused(): Promise<Held> {
    const files = await fingerprintOfFiles();
    const { pause, current } = this;
    if (pause && pause.files === files && Date.now() < pause.until) {
      if (pause.error !== undefined) throw pause.error;
      if (current) return current;
    }
    try {
      const fresh = await this.ask();
      this.current = fresh;
      if (current && sameKeys(current.identity, fresh.identity)) this.rest(files);
      else if (pause?.error !== undefined) this.pause = undefined;
      return fresh;
    } catch (error) {
      this.rest(files, error);
      throw error;
    }
  }

  private rest(files: string, error?: unknown): void {
    const ms = Math.min(LONGEST_PAUSE_MS, this.pause ? this.pause.ms * 2 : FIRST_PAUSE_MS);
    this.pause = { ms, until: Date.now() + ms, files, error };
  }

  private async ask(): Promise<Held> {
    const profiles = await readProfiles();
    await assertProfile(profiles);
    const given = process.env['AWS_REGION'] || process.env['AWS_DEFAULT_REGION'];
    const region = given || profiles[awsProfile()]?.['region'];
    let device: string | undefined;
    try {
      const provider = defaultProvider({
        ignoreCache: true,
        parentClientConfig: region === undefined ? {} : { region },
        mfaCodeProvider: (serial) => {
          const code = this.takeCode(serial);
          device = serial;
          return Promise.resolve(code);
        },
      });
      return { identity: await provider(), region };
    } catch (error) {
      if (error instanceof AppError) throw error;
      if (isNothingFound(error)) await assertWhole();
      const failure = failureOfProvider(error, profiles);
      if (device === undefined) throw failure;
      // Whoever reads in the same moment gets this answer too, and has to go on asking for a code.
      const { kind, message, help } = failure;
      throw new AppError(kind, message, failure, { ...help, mfa: device });
    }
  }

  private takeCode(serial: string): string {
    const { mfa } = this;
    this.mfa = undefined;
    if (mfa && Date.now() < mfa.until) return mfa.code;
    throw new AppError(
      'credentials',
      `The profile ${awsProfile()} wants a code of the MFA device ${serial}.`,
      undefined,
      { mfa: serial },
    );
  }
}

const kept = (): { value: RenewingCredentials } =>
  shared('aws-credentials', () => ({ value: new RenewingCredentials() }));

/** Those of this process. */
export const awsCredentials = (): RenewingCredentials => kept().value;

/** As after a start: between tests that share a process. */
export function forgetCredentials(): void {
  kept().value = new RenewingCredentials();
}
