import { describe, expect, it } from 'vitest';
import { maskForms, maskLines, soundsSecret } from './secrets';

describe('secrets', () => {
  it.each(['DB_PASSWORD', 'apiKey', 'api-key', 'clientSecret', 'passphrase', 'AWS_ACCESS_KEY_ID'])(
    'have a name like %s',
    (name) => expect(soundsSecret(name)).toBe(true),
  );
  it.each(['http_tokens', 'HttpTokens', 'private_ip', 'privateSubnets', 'name', 'key'])(
    'have no name like %s',
    (name) => expect(soundsSecret(name)).toBe(false),
  );

  it.each([
    `id ${'AKIA'}IOSFODNN7EXAMPLE`,
    'postgres://app:hunter2@db/x',
    `gh${'p_'}aaaaaaaaaaaaaaaaaaaaaaaaa`,
    '-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY-----',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
  ])('are known by their form: %s', (text) => {
    expect(maskForms(text)).toContain('****');
    expect(maskForms(text)).not.toMatch(/hunter2|IOSF|aaaaa|MIIabc|eyJzdWIi/);
  });

  it.each([
    'DB_PASSWORD=nonce',
    '"password": "nonce"',
    '+  password: nonce',
    'run --token nonce --x',
    '- name: DB_PASSWORD\n  value: nonce',
    '{"name": "TOKEN",\n "value": "nonce"}',
    ' - name: DB_PASSWORD\n-  value: nonce\n+  value: nonce',
    '[ ] "Name": "TOKEN",\n[ ] "Type": "PLAINTEXT",\n[-] "Value": "nonce"\n[+] "Value": "nonce"',
    'stringData:\n  api_key: |\n    nonce\n    nonce too\n',
    ' └─ [~] SecretString\n     ├─ [-] nonce\n     └─ [+] nonce',
    ' └─ [~] .DB_PASSWORD:\n         ├─ [-] nonce\n         └─ [+] nonce',
    'secrets:\n  - nonce\n  - nonce',
  ])('are hidden in lines: %j', (text) => {
    expect(maskLines(`${text}\nafter: 1`)).not.toContain('nonce');
    expect(maskLines(`${text}\nafter: 1`)).toMatch(/\nafter: 1$/);
  });

  it('hide a value, and not that of the next name', () => {
    expect(maskLines('- name: TOKEN\n  value: x\n- name: MODE\n  value: fast')).toBe(
      '- name: TOKEN\n  value: ****\n- name: MODE\n  value: fast',
    );
  });

  it.each(['token: true', 'A token is asked for.', '## Secrets', 'http_tokens: required'])(
    'are not in %j',
    (text) => expect(maskLines(text)).toBe(text),
  );

  it('cost no more than the length of a text', () => {
    const begun = performance.now();
    maskLines('secret '.repeat(100_000));
    maskLines('-----BEGIN PRIVATE KEY-----'.repeat(20_000));
    maskLines(`${':'.repeat(200_000)}//${'a'.repeat(200_000)}`);
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});
