import 'server-only';
import type { FailureKind, Help } from '@/lib/domain/result';
import { NOT_AWS, reachedBy } from './reached';
import { awsProfile } from '../env';
import { AppError } from './app-error';

type Profiles = Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;

/** What is known of a failure. */
interface Seen {
  readonly name: string;
  readonly message: string;
  readonly code: string;
  /** Where the call went, as far as it is known. */
  readonly host: string | undefined;
  readonly isLocal: boolean;
  /** How far this machine's clock is ahead of AWS's, by the answer's Date header. */
  readonly aheadMs: number | undefined;
  /** Not AWS's answer: a page, or text that AWS's protocols do not have. */
  readonly isStrange: boolean;
  /** Whether an answer came at all. */
  readonly isAnswered: boolean;
}

interface Said {
  readonly kind: FailureKind;
  readonly message: string;
  readonly help?: Help;
}

interface Rule {
  readonly when: (seen: Seen) => boolean;
  readonly say: (seen: Seen) => Said;
}

/** AWS refuses what was signed more than five minutes before or after its own time; the SDK corrects from four on. */
const SKEW_MS = 240_000;
const CONTINUE = 'these pages then continue automatically.';

const credentials = (message: string, command?: string): Said => ({
  kind: 'credentials',
  message,
  help: { command },
});
const unavailable = (message: string, command?: string): Said => ({
  kind: 'unavailable',
  message,
  help: { command },
});

const login = (): string => `aws sso login --profile ${awsProfile()}`;
const whoAmI = (): string => `aws sts get-caller-identity --profile ${awsProfile()}`;
const setClock = (): string =>
  process.platform === 'darwin' ? 'sudo sntp -sS time.apple.com' : 'sudo timedatectl set-ntp true';

function headersOf(error: unknown): Readonly<Record<string, string | undefined>> {
  const { $response } = (error ?? {}) as {
    $response?: { headers?: Record<string, string | undefined> };
  };
  return $response?.headers ?? {};
}

function aheadOf(error: unknown): number | undefined {
  const at = Date.parse(headersOf(error)['date'] ?? '');
  return Number.isNaN(at) ? undefined : Date.now() - at;
}

/** The host that Node's own error names. */
const hostIn = (message: string): string | undefined =>
  /(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH) (\S+)/.exec(
    message,
  )?.[1];

function isStrange(error: unknown, name: string, message: string): boolean {
  if (reachedBy(error)?.backend !== 'aws') return false;
  if (/^text\/html/i.test(headersOf(error)['content-type'] ?? '')) return true;
  return name === NOT_AWS || name === 'SyntaxError' || /Deserialization error/.test(message);
}

function seen(error: unknown): Seen {
  const message = error instanceof Error ? error.message : String(error);
  const name = error instanceof Error ? error.name : '';
  const reached = reachedBy(error);
  const { code = '', $metadata } = (error ?? {}) as {
    code?: string;
    $metadata?: { httpStatusCode?: number };
  };
  return {
    name,
    message,
    code,
    host: reached?.host || hostIn(message),
    isLocal: (reached?.backend ?? process.env['STARBOARD_BACKEND']) !== 'aws',
    aheadMs: aheadOf(error),
    isStrange: isStrange(error, name, message),
    isAnswered: $metadata?.httpStatusCode !== undefined,
  };
}

/** The region and the service's first label, where a host's name has them. */
function placeOf(host: string | undefined): { service: string; region: string } | undefined {
  const found = /(?:^|\.)([a-z0-9-]+)\.([a-z]{2}(?:-[a-z]+)+-\d)\./.exec(host ?? '');
  return found ? { service: found[1] ?? '', region: found[2] ?? '' } : undefined;
}

const minutes = (ms: number): string => {
  const n = Math.max(1, Math.round(Math.abs(ms) / 60_000));
  return n === 1 ? '1 minute' : `${n} minutes`;
};

function clock({ aheadMs }: Seen): Said {
  const by =
    aheadMs !== undefined && Math.abs(aheadMs) >= SKEW_MS / 2
      ? `is ${minutes(aheadMs)} ${aheadMs > 0 ? 'ahead of' : 'behind'} AWS's`
      : "differs from AWS's by more than five minutes";
  return credentials(
    `This machine's clock ${by}, so AWS refuses what it signs. Set the clock; ${CONTINUE}`,
    setClock(),
  );
}

const isClock = ({ name, message, aheadMs }: Seen): boolean => {
  if (name === 'RequestTimeTooSkewed') return true;
  if (!/^(SignatureDoesNotMatch|InvalidSignature|RequestExpired|AuthFailure)/.test(name))
    return false;
  return (
    /Signature expired|not yet (current|valid)/i.test(message) ||
    (aheadMs !== undefined && Math.abs(aheadMs) >= SKEW_MS)
  );
};

/** `User: X is not authorized to perform: sts:AssumeRole on resource: Y`. */
const assumed = (message: string): { by: string; role: string } | undefined => {
  const found =
    /^User: ([\w+=,.@:/-]+) is not authorized to perform: sts:AssumeRole\w* on resource: (arn:[\w+=,.@:/-]+)/.exec(
      message,
    );
  return found ? { by: found[1] ?? '', role: found[2] ?? '' } : undefined;
};

const isCut = ({ code, message }: Seen): boolean =>
  /ECONNRESET|EPIPE|ECONNABORTED|socket hang up|HPE_|^aborted$/.test(`${code} ${message}`);
const isRefused = ({ code, message }: Seen): boolean => /ECONNREFUSED/.test(`${code} ${message}`);
const isTimeout = ({ name, code, message }: Seen): boolean =>
  /TimeoutError|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/.test(`${name} ${code} ${message}`);

function noAnswer(found: Seen): Said {
  if (found.isLocal)
    return unavailable(
      'The engine is not responding. Start it again with npm start; nothing is lost.',
    );
  const { host } = found;
  const why = isRefused(found)
    ? 'the connection was refused'
    : isCut(found)
      ? 'the connection was cut'
      : 'no answer came in time';
  return unavailable(
    `AWS does not answer${host ? ` at ${host}` : ''}: ${why}. Check this machine's network, VPN and proxy; ${CONTINUE}`,
    host ? `curl -sSI https://${host}/` : undefined,
  );
}

/** Names of errors, by AWS's documents of each service ("Common Errors"), of STS, EC2 and S3. The first that holds. */
const RULES: readonly Rule[] = [
  { when: isClock, say: clock },
  {
    when: ({ message }) => /aws login|login_session/i.test(message),
    say: () =>
      credentials(
        `Your AWS sign-in has expired. Sign in again; ${CONTINUE}`,
        `aws login --profile ${awsProfile()}`,
      ),
  },
  {
    when: ({ message }) =>
      /SSO session|SSO Token|sso login|Token is expired|Session token not found or invalid/i.test(
        message,
      ),
    say: () => credentials(`Your AWS sign-in has expired. Sign in again; ${CONTINUE}`, login()),
  },
  {
    when: ({ message }) => /MultiFactorAuthentication failed/i.test(message),
    say: () =>
      credentials(
        'AWS did not accept the code of the MFA device. Wait for its next code: each is good once.',
        whoAmI(),
      ),
  },
  {
    when: ({ message }) => assumed(message) !== undefined,
    say: ({ message }) => {
      const { by = '', role = '' } = assumed(message) ?? {};
      return credentials(
        `${by} may not assume the role ${role}. Its trust policy and the permissions of ${by} both have to allow sts:AssumeRole; ${CONTINUE}`,
        `aws sts assume-role --role-arn ${role} --role-session-name check`,
      );
    },
  },
  {
    when: ({ message }) => /Could not load credentials|Resolved credential object/.test(message),
    say: () =>
      credentials(
        'No AWS credentials were found. Sign in, or name a profile in AWS_PROFILE and start again.',
        login(),
      ),
  },
  {
    when: ({ name }) => /^(ExpiredToken|RequestExpired|TokenRefreshRequired)/.test(name),
    say: () => credentials(`Your AWS credentials have expired. Renew them; ${CONTINUE}`, login()),
  },
  {
    when: ({ name }) => name === 'RegionDisabledException',
    say: ({ host }) =>
      credentials(
        `AWS STS is switched off in ${placeOf(host)?.region ?? 'this region'} for this account. Activate it in IAM's account settings, or start Starboard with another AWS_REGION.`,
        'aws configure get region',
      ),
  },
  {
    // A region that is switched off knows no key of the account, and answers as for a key that does not exist.
    when: ({ name }) =>
      /^(UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|InvalidToken$)/.test(name),
    say: ({ host }) => {
      const region = placeOf(host)?.region;
      return credentials(
        `AWS does not accept these credentials: the access key is deleted or inactive, or ${region ? `the region ${region}` : 'the region'} is switched off in this account. ` +
          `If the command below answers, it is the region. Renew the key, or enable the region; ${CONTINUE}`,
        `${whoAmI()} --region us-east-1`,
      );
    },
  },
  {
    when: ({ name }) => /^(SignatureDoesNotMatch|InvalidSignature|AuthFailure)/.test(name),
    say: () =>
      credentials(
        `AWS does not accept these credentials: the secret key does not belong to the access key. Enter both again; ${CONTINUE}`,
        `aws configure --profile ${awsProfile()}`,
      ),
  },
  {
    when: ({ message }) => /Region is missing/.test(message),
    say: () =>
      credentials(
        `No region is set. Set the region of the profile, and ${CONTINUE} Or set AWS_REGION and start again.`,
        `aws configure set region eu-west-1 --profile ${awsProfile()}`,
      ),
  },
  {
    when: ({ message, code }) => /ENOTFOUND|EAI_AGAIN/.test(`${message} ${code}`),
    say: ({ host }) => {
      const place = placeOf(host);
      const name = host ?? 'its host';
      return unavailable(
        place
          ? `${place.service} does not answer in ${place.region}: it may not exist in this region, or this machine cannot reach AWS (${name} has no address).`
          : `AWS does not answer: ${name} has no address. Check this machine's network; ${CONTINUE}`,
        'aws configure get region',
      );
    },
  },
  {
    when: ({ code, message }) =>
      /SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET_ISSUER)|CERT_|ERR_TLS/.test(`${code} ${message}`),
    say: ({ host }) =>
      unavailable(
        `The certificate${host ? ` of ${host}` : ''} is not one that this machine trusts: a proxy may stand between it and AWS. Name the proxy's authority in NODE_EXTRA_CA_CERTS and start again.`,
        host ? `curl -sSI https://${host}/` : undefined,
      ),
  },
  {
    when: (s) => s.isStrange,
    say: ({ host }) =>
      unavailable(
        `What answers${host ? ` at ${host}` : ''} is not AWS: its answer cannot be read. A proxy or a network's sign-in page may stand between; past it, ${CONTINUE}`,
        host ? `curl -sSI https://${host}/` : undefined,
      ),
  },
  {
    when: (s) => !s.isAnswered && (isCut(s) || isRefused(s) || isTimeout(s)),
    say: noAnswer,
  },
  {
    when: ({ name }) => /^(Credentials|Token)ProviderError$/.test(name),
    say: ({ message }) => credentials(`Could not get AWS credentials: ${message}`, login()),
  },
];

/** A failure of the way to AWS: whoever calls, the clock, the region, the network. Undefined for any other. */
export function awsFailure(error: unknown): AppError | undefined {
  const found = seen(error);
  const rule = RULES.find(({ when }) => when(found));
  if (!rule) return undefined;
  const { kind, message, help } = rule.say(found);
  return new AppError(kind, message, error, help);
}

/** Whether the chain came to its end without any credentials. */
export const isNothingFound = (error: unknown): boolean =>
  error instanceof Error && /Could not (load|resolve) credentials/.test(error.message);

/** Why the chain has brought no credentials. */
export function failureOfProvider(error: unknown, profiles: Profiles): AppError {
  const name = awsProfile();
  const profile = profiles[name];
  // What a program says may hold what it was told in secret.
  if (profile?.['credential_process'] !== undefined)
    return new AppError(
      'credentials',
      `The credential_process of the profile ${name} failed.`,
      error,
      { command: whoAmI() },
    );
  const known = awsFailure(error);
  if (known) return known;
  const { name: kind, message } = seen(error);
  const role = profile?.['role_arn'];
  if (role !== undefined && /AccessDenied/.test(kind))
    return new AppError('credentials', `The role ${role} cannot be assumed: ${message}`, error, {
      command: whoAmI(),
    });
  return new AppError('credentials', `Could not get AWS credentials: ${message}`, error, {
    command: profile?.['sso_session'] || profile?.['sso_start_url'] ? login() : whoAmI(),
  });
}
