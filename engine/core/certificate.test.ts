import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { certificateOf } from './certificate';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

describe('a certificate', () => {
  it.each([
    ['7f01', '2049-12-31T23:59:59.000Z'],
    // Its first bit is set, and its last year is not one of UTCTime.
    ['ff01', '2066-01-02T03:04:05.000Z'],
  ])('of serial %s says whose key it is until %s, signed by that key', (serial, until) => {
    const found = new X509Certificate(
      certificateOf(
        {
          serial: Buffer.from(serial, 'hex'),
          commonName: 'sns.us-east-1.amazonaws.com',
          notBefore: new Date('2026-01-02T03:04:05Z'),
          notAfter: new Date(until),
          publicKey: publicKey.export({ type: 'spki', format: 'der' }),
        },
        (bytes) => sign('sha256', bytes, privateKey),
      ),
    );
    expect(found.verify(publicKey)).toBe(true);
    expect(found.checkIssued(found)).toBe(true);
    expect(found.publicKey.equals(publicKey)).toBe(true);
    expect(found.subject).toBe('CN=sns.us-east-1.amazonaws.com');
    expect(found.serialNumber).toBe(serial.toUpperCase());
    expect(new Date(found.validFrom).toISOString()).toBe('2026-01-02T03:04:05.000Z');
    expect(new Date(found.validTo).toISOString()).toBe(until);
  });
});
