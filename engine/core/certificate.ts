/**
 * A self-signed X.509 certificate of an RSA key, written by hand: Node reads certificates and makes
 * none. Source: RFC 5280, sections 4.1 and 4.2; DER by ITU-T X.690.
 */
export interface CertificateFacts {
  /** Positive, at most 20 bytes. */
  readonly serial: Uint8Array;
  readonly commonName: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** The public key as SubjectPublicKeyInfo, in DER. */
  readonly publicKey: Uint8Array;
}

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const SEQUENCE = 0x30;
const SET = 0x31;
/** The version of a certificate: `[0] EXPLICIT`. */
const VERSION = 0xa0;
/** UTCTime ends with 2049 (RFC 5280, 4.1.2.5). */
const LAST_UTC_YEAR = 2049;

/** sha256WithRSAEncryption with its NULL parameters (RFC 4055). */
const SHA256_WITH_RSA = Buffer.from('300d06092a864886f70d01010b0500', 'hex');
/** id-at-commonName, 2.5.4.3. */
const COMMON_NAME = Buffer.from('0603550403', 'hex');

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body]);
}

/** An integer's first bit is its sign: a byte before it keeps it positive. */
const integer = (bytes: Uint8Array): Buffer =>
  der(INTEGER, ...((bytes[0] ?? 0) & 0x80 ? [Buffer.from([0])] : []), bytes);

function time(at: Date): Buffer {
  const text = `${at.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`;
  return at.getUTCFullYear() > LAST_UTC_YEAR
    ? der(GENERALIZED_TIME, Buffer.from(text))
    : der(UTC_TIME, Buffer.from(text.slice(2)));
}

/** The certificate in DER; `sign` gives the RSA signature with SHA-256 of what it is given. */
export function certificateOf(
  facts: CertificateFacts,
  sign: (bytes: Uint8Array) => Uint8Array,
): Buffer {
  const name = der(
    SEQUENCE,
    der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, Buffer.from(facts.commonName)))),
  );
  const certified = der(
    SEQUENCE,
    der(VERSION, integer(Buffer.from([2]))),
    integer(facts.serial),
    SHA256_WITH_RSA,
    name,
    der(SEQUENCE, time(facts.notBefore), time(facts.notAfter)),
    name,
    facts.publicKey,
  );
  return der(
    SEQUENCE,
    certified,
    SHA256_WITH_RSA,
    der(BIT_STRING, Buffer.from([0]), sign(certified)),
  );
}
