import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { expectedSignature } from './webhook-signature';

const body = Buffer.from('{"a":1}');
const hmac = createHmac('sha256', 's').update(body).digest('hex');

describe("a webhook's signature", () => {
  it.each([
    ['GitHub', { 'x-hub-signature-256': `sha256=${hmac}` }],
    ['GitHubEnterpriseServer', { 'x-hub-signature-256': `sha256=${hmac}` }],
    ['Bitbucket', { 'x-hub-signature': `sha256=${hmac}` }],
    ['GitLab', { 'x-gitlab-token': 's' }],
    ['GitLabSelfManaged', { 'x-gitlab-token': 's' }],
  ])('of %s', (provider, headers) => {
    const right = expectedSignature(provider, headers, 's', body);
    expect(right?.sent).toBe(right?.wanted);
    const wrong = expectedSignature(provider, headers, 'other', body);
    expect(wrong?.sent).not.toBe(wrong?.wanted);
    expect(expectedSignature(provider, {}, 's', body)).toBeUndefined();
  });
});
