import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Builds } from '../../testing/builds';
import { gitHost } from '../../testing/git-host';
import { startTestEngine, type TestEngine } from '../../testing/start';

const root = mkdtempSync(join(tmpdir(), 'starboard-private-'));
const basic = (name: string, token: string): string =>
  `Basic ${Buffer.from(`${name}:${token}`).toString('base64')}`;
const letIn = [
  basic('x-access-token', 'ghp-of-the-account'),
  basic('ada', 'ghp-of-the-project'),
  basic('oauth2', 'glpat-token'),
];
const ask = { status: 401, headers: { 'www-authenticate': 'Basic realm="private"' } };
const heard: (string | undefined)[] = [];
let engine: TestEngine;
let b: Builds;
let base = '';
let elsewhere = '';
const servers: Server[] = [];

async function serve(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

beforeAll(async () => {
  const repo = join(root, 'team', 'shop.git');
  mkdirSync(repo, { recursive: true });
  const git = (...args: string[]): unknown =>
    execFileSync(
      'git',
      ['-C', repo, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args],
      { stdio: 'ignore' },
    );
  git('init', '-q', '-b', 'main');
  writeFileSync(
    join(repo, 'buildspec.yml'),
    'version: 0.2\nphases: {build: {commands: [echo from the private repository, env]}}\n',
  );
  git('add', '-A');
  git('commit', '-qm', 'First');
  elsewhere = await serve(
    gitHost(root, (r) => {
      heard.push(r.headers.authorization);
      return ask;
    }),
  );
  base = await serve(
    gitHost(root, (r) =>
      r.url?.startsWith('/away')
        ? { status: 302, headers: { location: `${elsewhere}${r.url.slice(5)}` } }
        : letIn.includes(r.headers.authorization ?? '')
          ? undefined
          : ask,
    ),
  );
  engine = await startTestEngine();
  b = new Builds(engine);
});
afterAll(async () => {
  await engine.stop();
  for (const s of servers) s.close();
  rmSync(root, { recursive: true, force: true });
});

const project = (
  name: string,
  type: 'GITHUB' | 'GITLAB',
  location: string,
  more: object = {},
): Promise<void> => b.project(name, { source: { type, location, ...more }, sourceVersion: 'main' });
const downloaded = async (name: string): Promise<string> => {
  const { build } = await b.run(name);
  const failed = build.phases?.find((p) => p.phaseStatus === 'FAILED');
  return `${failed?.phaseType ?? ''} ${failed?.contexts?.[0]?.message ?? ''}`;
};

describe('a source that asks who it is', () => {
  it("fails in AWS's words where nobody has given a token", async () => {
    await project('hub', 'GITHUB', `${base}/team/shop.git`);
    expect(await downloaded('hub')).toContain(
      'DOWNLOAD_SOURCE authorization failed for primary source and source version main',
    );
  });

  it('lets a build in by the token that was imported for its kind of host, which is nowhere to be read', async () => {
    const { arn = '' } = await b.cb.importSourceCredentials({
      serverType: 'GITHUB',
      authType: 'PERSONAL_ACCESS_TOKEN',
      token: 'ghp-of-the-account',
    });
    const { build, log } = await b.run('hub');
    expect([build.buildStatus, build.resolvedSourceVersion?.length]).toEqual(['SUCCEEDED', 40]);
    expect(log).toContain('from the private repository');
    expect(log).not.toContain('ghp-');
    expect((await b.cb.listSourceCredentials({})).sourceCredentialsInfos).toEqual([
      { arn, serverType: 'GITHUB', authType: 'PERSONAL_ACCESS_TOKEN' },
    ]);
    for (const file of readdirSync(engine.home, { recursive: true, withFileTypes: true }).filter(
      (f) => f.isFile(),
    ))
      expect(
        readFileSync(join(file.parentPath, file.name)).includes('ghp-of-the-account'),
        file.name,
      ).toBe(false);
    await expect(
      b.cb.importSourceCredentials({
        serverType: 'GITHUB',
        authType: 'PERSONAL_ACCESS_TOKEN',
        token: 'x',
        shouldOverwrite: false,
      }),
    ).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
  });

  it('is not the host that it sends us on to: that one hears no token', async () => {
    await project('away', 'GITHUB', `${base}/away/team/shop.git`);
    expect(await downloaded('away')).toContain('authorization failed');
    expect(heard.length).toBeGreaterThan(0);
    expect(heard.filter(Boolean)).toEqual([]);
  });

  it("takes the project's own secret before the account's token, and GitLab the name that it wants", async () => {
    const secret = await new SecretsManager(engine.client).createSecret({
      Name: 'codebuild/hub',
      SecretString: JSON.stringify({
        ServerType: 'GITHUB',
        AuthType: 'BASIC_AUTH',
        Username: 'ada',
        Token: 'ghp-of-the-project',
      }),
    });
    await b.cb.importSourceCredentials({
      serverType: 'GITHUB',
      authType: 'PERSONAL_ACCESS_TOKEN',
      token: 'revoked',
    });
    expect(await downloaded('hub')).toContain('authorization failed');
    await project('own', 'GITHUB', `${base}/team/shop.git`, {
      auth: { type: 'SECRETS_MANAGER', resource: secret.ARN },
    });
    expect((await b.run('own')).build.buildStatus).toBe('SUCCEEDED');
    await b.cb.importSourceCredentials({
      serverType: 'GITHUB',
      authType: 'PERSONAL_ACCESS_TOKEN',
      token: 'ghp-of-the-account',
    });
    // As CloudFormation's templates have it.
    await project('declared', 'GITHUB', `${base}/team/shop.git`, { auth: { type: 'OAUTH' } });
    expect((await b.run('declared')).build.buildStatus).toBe('SUCCEEDED');
    await b.cb.importSourceCredentials({
      serverType: 'GITLAB',
      authType: 'PERSONAL_ACCESS_TOKEN',
      token: 'glpat-token',
    });
    await project('lab', 'GITLAB', `${base}/team/shop.git`);
    expect((await b.run('lab')).build.buildStatus).toBe('SUCCEEDED');
  });

  it('gets no token over a line that anybody reads, and none that is several lines', async () => {
    await project('open', 'GITHUB', 'http://git.example.invalid/team/shop.git');
    expect(await downloaded('open')).toContain(
      "a token is not sent over an unencrypted connection: give the source's address as https://git.example.invalid",
    );
    await b.cb.importSourceCredentials({
      serverType: 'GITHUB',
      authType: 'PERSONAL_ACCESS_TOKEN',
      token: 'a\nhost=evil.example',
    });
    expect(await downloaded('hub')).toContain('the token of this source has several lines');
    await new SecretsManager(engine.client).putSecretValue({
      SecretId: 'codebuild/hub',
      SecretString: 'no JSON',
    });
    expect(await downloaded('own')).toContain(
      'is not JSON with the keys ServerType, AuthType and Token',
    );
  });
});
