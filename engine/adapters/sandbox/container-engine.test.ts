import { describe, expect, it } from 'vitest';
import { asksForContainer, findContainerEngine, haveImage, pullAddress } from './container-engine';
import { clientEnvironment } from '../../config';

describe('the container engine of builds', () => {
  it('is used only where it was asked for', () => {
    expect(
      ['container', 'docker', 'podman', 'process', 'bubblewrap', 'toString', '', undefined].filter(
        asksForContainer,
      ),
    ).toEqual(['container', 'docker', 'podman']);
  });

  it('knows where AWS publishes its images; others are pulled by their own name', () => {
    expect(pullAddress('aws/codebuild/amazonlinux-x86_64-standard:5.0')).toBe(
      'public.ecr.aws/codebuild/amazonlinux-x86_64-standard:5.0',
    );
    expect(
      ['aws/codebuild/standard:7.0', 'node:22', 'ghcr.io/team/build@sha256:0'].map(pullAddress),
    ).toEqual(['aws/codebuild/standard:7.0', 'node:22', 'ghcr.io/team/build@sha256:0']);
  });

  it("gets what finds the daemon, and nothing of AWS or of the person's secrets", () => {
    expect(
      clientEnvironment({
        PATH: '/bin',
        HOME: '/home/p',
        DOCKER_HOST: 'unix:///s',
        AWS_SECRET_ACCESS_KEY: 's',
        NODE_OPTIONS: '--inspect',
        GITHUB_TOKEN: 't',
      }),
    ).toEqual({ PATH: '/bin', HOME: '/home/p', DOCKER_HOST: 'unix:///s' });
  });

  it('that does not answer is none, and says why', async () => {
    const kept = { PATH: process.env['PATH'], DOCKER_HOST: process.env['DOCKER_HOST'] };
    Object.assign(process.env, { PATH: '/nowhere', DOCKER_HOST: 'unix:///nowhere' });
    try {
      expect(await findContainerEngine('container')).toBe('docker: not found; podman: not found');
    } finally {
      process.env['PATH'] = kept.PATH;
      if (kept.DOCKER_HOST === undefined) delete process.env['DOCKER_HOST'];
      else process.env['DOCKER_HOST'] = kept.DOCKER_HOST;
    }
  });

  it('says of an image that cannot be had what AWS says, and what helps where AWS publishes none', async () => {
    const broken = { program: 'false', version: '0' };
    const said = (image: string): Promise<unknown> =>
      haveImage(broken, image, new AbortController().signal, () => undefined).catch(
        (e: unknown) => (e as Error).message,
      );
    expect(await said('aws/codebuild/standard:7.0')).toMatch(
      /^Unable to pull customer's container image\. CannotPullContainerError: .*aws-codebuild-docker-images/,
    );
    expect(await said('node:22')).not.toContain('aws-codebuild-docker-images');
  });
});
