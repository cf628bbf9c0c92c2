import { createHmac } from 'node:crypto';
import type { Headers } from '../core/webhooks/deliveries';

const hex = (algorithm: 'sha256' | 'sha1', secret: string, body: Uint8Array): string =>
  createHmac(algorithm, secret).update(body).digest('hex');

/**
 * What a provider sends with a delivery, and what it must be for this secret: GitHub and Bitbucket sign the body, GitLab
 * repeats the secret. Undefined where the provider's header is missing.
 */
export function expectedSignature(
  provider: string,
  headers: Headers,
  secret: string,
  body: Uint8Array,
): { readonly sent: string; readonly wanted: string } | undefined {
  const pair = (
    sent: string | undefined,
    wanted: () => string,
  ): { sent: string; wanted: string } | undefined =>
    sent === undefined ? undefined : { sent, wanted: wanted() };
  if (provider.startsWith('GitLab')) return pair(headers['x-gitlab-token'], () => secret);
  if (provider === 'Bitbucket')
    return pair(headers['x-hub-signature'], () => `sha256=${hex('sha256', secret, body)}`);
  return (
    pair(headers['x-hub-signature-256'], () => `sha256=${hex('sha256', secret, body)}`) ??
    pair(headers['x-hub-signature'], () => `sha1=${hex('sha1', secret, body)}`)
  );
}
