import { generateKeyPair, sign as signWith } from 'node:crypto';
import { promisify } from 'node:util';
import { certificateOf } from '../../core/certificate';
import type { Ctx } from '../../ports/context';
import { HEX } from '../../core/alphabets';
import { kind } from '../../shared/kind';

/** The key with which this home signs notifications, and the certificate by which a receiver checks it. */
export interface SigningKey {
  /** The private key, PKCS #8 in PEM, sealed by the vault. */
  readonly key: string;
  readonly certificate: string;
  /** How the certificate's address names it. */
  readonly id: string;
}

export const signingKeys = kind<SigningKey>('sns.signing-key');

/** One a home. */
const ONLY = 'key';
const DAY_MS = 86_400_000;
/** As long as a movable clock may be moved in a few steps. */
const YEARS = 40;

/** What SNS signs, by type, in this order (SNS developer guide, "Verifying the signatures of Amazon SNS messages"). */
const SIGNED: readonly string[] = [
  'Message',
  'MessageId',
  'Subject',
  'SubscribeURL',
  'Timestamp',
  'Token',
  'TopicArn',
  'Type',
];

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

async function newKey(ctx: Ctx): Promise<SigningKey> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
  });
  const now = ctx.clock.now();
  const certificate = certificateOf(
    {
      serial: Buffer.from(`7${ctx.ids.random(31, HEX)}`, 'hex'),
      commonName: `Starboard's notifications (${ctx.region})`,
      notBefore: new Date(now - DAY_MS),
      notAfter: new Date(now + YEARS * 365 * DAY_MS),
      publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    },
    (bytes) => signWith('sha256', bytes, privateKey),
  );
  return {
    key: ctx.vault.seal(privateKey.export({ type: 'pkcs8', format: 'pem' }) as string),
    certificate: pem(certificate),
    id: ctx.ids.random(32, HEX),
  };
}

/** The home's key, as it can be used; undefined where there is none, or it was sealed by a vault's key that is given up. */
function known(ctx: Ctx): { readonly id: string; readonly pem: string } | undefined {
  const kept = ctx.store.get(signingKeys, ONLY);
  if (!kept) return undefined;
  try {
    return { id: kept.id, pem: ctx.vault.open(kept.key) };
  } catch {
    return undefined;
  }
}

async function keyOf(ctx: Ctx): Promise<{ readonly id: string; readonly pem: string }> {
  const found = known(ctx);
  if (found) return found;
  const made = await newKey(ctx);
  return ctx.store.transaction(() => {
    // Another delivery may have made one meanwhile.
    const first = known(ctx);
    if (first) return first;
    ctx.store.put(signingKeys, ONLY, made);
    return { id: made.id, pem: ctx.vault.open(made.key) };
  });
}

/** The text that is signed: name and value of each member that is there, a line each. */
const canonical = (message: Readonly<Record<string, string>>): string =>
  SIGNED.filter((name) => message[name] !== undefined)
    .map((name) => `${name}\n${message[name] ?? ''}\n`)
    .join('');

/**
 * The members by which a receiver checks who sent a message: version 1 is RSA with SHA-1, version 2
 * with SHA-256. The certificate is this home's own, and this engine serves it.
 */
export async function signatureOf(
  ctx: Ctx,
  message: Readonly<Record<string, string>>,
  version: string | undefined,
): Promise<{ SignatureVersion: string; Signature: string; SigningCertURL: string }> {
  const key = await keyOf(ctx);
  const SignatureVersion = version === '2' ? '2' : '1';
  const algorithm = SignatureVersion === '2' ? 'RSA-SHA256' : 'RSA-SHA1';
  return {
    SignatureVersion,
    Signature: signWith(algorithm, Buffer.from(canonical(message)), key.pem).toString('base64'),
    SigningCertURL: `${ctx.endpoint()}/SimpleNotificationService-${key.id}.pem`,
  };
}

/** The certificate that an address names, if this home has it. */
export function certificateAt(ctx: Ctx, path: string): string | undefined {
  const id = /^\/SimpleNotificationService-(\w+)\.pem$/.exec(path)?.[1];
  const kept = id === undefined ? undefined : ctx.store.get(signingKeys, ONLY);
  return kept?.id === id ? kept?.certificate : undefined;
}
