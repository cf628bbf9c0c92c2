import { describe, expect, it } from 'vitest';
import { allowsVisitor, isPublicPolicy } from './policy';
import { visit, type Look, type WebsiteConfiguration } from './website';

const objects: Readonly<Record<string, Look>> = {
  'index.html': { status: 200 },
  'docs/index.html': { status: 200 },
  'a b.txt': { status: 200 },
  moved: { status: 200, redirect: '/docs/' },
  'error.html': { status: 200 },
  secret: { status: 403 },
};
const ask = (
  path: string,
  site: WebsiteConfiguration = {
    IndexDocument: { Suffix: 'index.html' },
    ErrorDocument: { Key: 'error.html' },
  },
  method = 'GET',
) => visit(site, { method, path, host: 'site.example' }, (key) => objects[key] ?? { status: 404 });

describe('a website endpoint', () => {
  it.each<[string, object]>([
    ['/', { kind: 'object', key: 'index.html', status: 200 }],
    ['/?q=1', { kind: 'object', key: 'index.html', status: 200 }],
    ['/docs/', { kind: 'object', key: 'docs/index.html', status: 200 }],
    ['/docs', { kind: 'redirect', status: 302, location: '/docs/' }],
    ['/a%20b.txt', { kind: 'object', key: 'a b.txt', status: 200 }],
    ['/moved', { kind: 'redirect', status: 301, location: '/docs/' }],
    ['/none', { kind: 'object', key: 'error.html', status: 404 }],
    ['/secret', { kind: 'object', key: 'error.html', status: 403 }],
    ['/%zz', { kind: 'error', status: 400 }],
    ['/../etc/passwd', { kind: 'object', key: 'error.html', status: 404 }],
  ])('answers %s', async (path, decision) => expect(await ask(path)).toMatchObject(decision));

  it('changes nothing: only GET and HEAD', async () => {
    expect(await ask('/', undefined, 'PUT')).toMatchObject({ kind: 'error', status: 405 });
    expect(await ask('/', undefined, 'HEAD')).toMatchObject({ kind: 'object' });
  });

  it('redirects everything, by prefix, and by error', async () => {
    expect(
      await ask('/x', { RedirectAllRequestsTo: { HostName: 'other', Protocol: 'https' } }),
    ).toEqual({ kind: 'redirect', status: 301, location: 'https://other/x' });
    const rules: WebsiteConfiguration = {
      IndexDocument: { Suffix: 'index.html' },
      RoutingRules: [
        { Condition: { KeyPrefixEquals: 'old/' }, Redirect: { ReplaceKeyPrefixWith: 'docs/' } },
        {
          Condition: { HttpErrorCodeReturnedEquals: '404' },
          Redirect: { ReplaceKeyWith: 'index.html', HttpRedirectCode: '302' },
        },
      ],
    };
    expect(await ask('/old/a b', rules)).toEqual({
      kind: 'redirect',
      status: 301,
      location: 'http://site.example/docs/a%20b',
    });
    expect(await ask('/none', rules)).toEqual({
      kind: 'redirect',
      status: 302,
      location: 'http://site.example/index.html',
    });
    expect(await ask('/docs/', rules)).toMatchObject({ kind: 'object' });
  });
});

const policy = (...Statement: object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });
const read = {
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:x:s3:::site/*',
};
const allowed = (text: string, address = '127.0.0.1', resource = 'arn:x:s3:::site/index.html') =>
  allowsVisitor(text, 's3:GetObject', resource, { address, secure: false });

describe('a bucket policy before a visitor without credentials', () => {
  it('lets nobody in who is not let in', () => {
    expect(
      allowsVisitor(undefined, 's3:GetObject', 'x', { address: '127.0.0.1', secure: false }),
    ).toBe(false);
    expect(allowed(policy(read))).toBe(true);
    expect(allowed(policy(read), undefined, 'arn:x:s3:::other/index.html')).toBe(false);
    expect(allowed(policy({ ...read, Principal: { AWS: 'arn:x:iam::1:root' } }))).toBe(false);
    expect(allowed(policy({ ...read, Action: 's3:PutObject' }))).toBe(false);
  });

  it('looks at the address, and takes a condition it does not know for the stricter answer', () => {
    const from = (cidr: string) =>
      policy({ ...read, Condition: { IpAddress: { 'aws:SourceIp': cidr } } });
    expect([
      allowed(from('127.0.0.0/8')),
      allowed(from('127.0.0.0/8'), '::ffff:127.0.0.1'),
      allowed(from('10.0.0.0/8')),
      allowed(from('nonsense')),
    ]).toEqual([true, true, false, false]);
    expect(allowed(policy({ ...read, Condition: { StringLike: { 'aws:Referer': '*' } } }))).toBe(
      false,
    );
    expect(
      allowed(
        policy(read, {
          ...read,
          Effect: 'Deny',
          Condition: { StringLike: { 'aws:Referer': '*' } },
        }),
      ),
    ).toBe(false);
    expect(
      allowed(
        policy(read, {
          ...read,
          Effect: 'Deny',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ),
    ).toBe(false);
  });

  it('is public unless it is bound to addresses', () => {
    expect([
      isPublicPolicy(policy(read)),
      isPublicPolicy(
        policy({ ...read, Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } } }),
      ),
      isPublicPolicy(
        policy({ ...read, Condition: { IpAddress: { 'aws:SourceIp': ['203.0.113.7/32'] } } }),
      ),
      isPublicPolicy(policy({ ...read, Effect: 'Deny' })),
    ]).toEqual([true, true, false, false]);
  });
});
