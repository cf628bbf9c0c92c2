import { execFile, type ExecFileException } from 'node:child_process';
import { environment } from '../../config';

export interface Said {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Asks the client of an engine; never throws. */
export function ask(
  program: string,
  args: readonly string[],
  options: { timeout?: number; signal?: AbortSignal } = {},
): Promise<Said> {
  return new Promise((resolve) => {
    execFile(
      program,
      [...args],
      {
        env: environment.containerClient as NodeJS.ProcessEnv,
        maxBuffer: 16 * 1024 * 1024,
        killSignal: 'SIGKILL',
        ...options,
      },
      (error: ExecFileException | null, stdout, stderr) =>
        resolve({
          ok: !error,
          stdout,
          stderr: stderr || (error?.code === 'ENOENT' ? 'not found' : (error?.message ?? '')),
        }),
    );
  });
}

export interface ContainerEngine {
  readonly program: string;
  readonly version: string;
}

/** The settings of STARBOARD_SANDBOX that ask for a container a build. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  container: ['docker', 'podman'],
  docker: ['docker'],
  podman: ['podman'],
};
export const asksForContainer = (wanted: string | undefined): boolean =>
  wanted !== undefined && Object.hasOwn(PROGRAMS, wanted);

const ANSWER_MS = 10_000;

/** The engine that answers, or why none does: a client without its daemon is no engine. */
export async function findContainerEngine(wanted: string): Promise<ContainerEngine | string> {
  const problems: string[] = [];
  for (const program of PROGRAMS[wanted] ?? []) {
    const said = await ask(
      program,
      ['version', '--format', program === 'docker' ? '{{.Server.Version}}' : '{{.Client.Version}}'],
      { timeout: ANSWER_MS },
    );
    if (said.ok && said.stdout.trim()) return { program, version: said.stdout.trim() };
    problems.push(`${program}: ${said.stderr.trim().split('\n').pop() ?? 'no answer'}`);
  }
  return problems.join('; ');
}

const END_MS = 20_000;

/** The label that a build's container carries. */
export const LABEL = 'starboard.build';

/** Ends the containers that a build's runner has left, where builds have containers at all. */
export async function endContainers(wanted: string | undefined, mark: string): Promise<void> {
  for (const program of asksForContainer(wanted) ? (PROGRAMS[wanted ?? ''] ?? []) : []) {
    const found = await ask(program, ['ps', '--quiet', '--filter', `label=${LABEL}=${mark}`], {
      timeout: END_MS,
    });
    const ids = found.stdout.trim().split('\n').filter(Boolean);
    if (ids.length) await ask(program, ['rm', '--force', ...ids], { timeout: END_MS });
  }
}

/** AWS publishes its Amazon Linux images here; those of Ubuntu are built from its Dockerfiles (github.com/aws/aws-codebuild-docker-images) [doc]. */
const PUBLISHED = /^aws\/codebuild\/(amazonlinux[\w-]*:.+)$/;
export const pullAddress = (image: string): string =>
  image.replace(PUBLISHED, 'public.ecr.aws/codebuild/$1');
const isAwsOwn = (image: string): boolean =>
  image.startsWith('aws/codebuild/') && !PUBLISHED.test(image);

/** An image that cannot be had; the message is what AWS's begins with, the engine's own words, and what helps. */
export class ImageError extends Error {
  override name = 'ImageError';
}

interface Image {
  readonly name: string;
  readonly path: string | undefined;
}

async function inspect(program: string, name: string): Promise<Image | undefined> {
  const said = await ask(program, ['image', 'inspect', '--format', '{{json .Config.Env}}', name]);
  if (!said.ok) return undefined;
  const env = (JSON.parse(said.stdout) ?? []) as string[];
  return { name, path: env.find((e) => e.startsWith('PATH='))?.slice('PATH='.length) };
}

/** The image by its own name or AWS's address of it: as it is here, else pulled. */
export async function haveImage(
  { program }: ContainerEngine,
  image: string,
  signal: AbortSignal,
  tell: (text: string) => void,
): Promise<Image> {
  const address = pullAddress(image);
  const here =
    (await inspect(program, image)) ??
    (address === image ? undefined : await inspect(program, address));
  if (here) return here;
  tell(`Pulling the image ${address}`);
  const pulled = await ask(program, ['pull', '--quiet', address], { signal });
  const found = pulled.ok ? await inspect(program, address) : undefined;
  if (found) return found;
  throw new ImageError(
    `Unable to pull customer's container image. CannotPullContainerError: ${pulled.stderr.trim().split('\n').pop() ?? ''}.${isAwsOwn(image) ? ' AWS publishes no such image: build it from github.com/aws/aws-codebuild-docker-images under this name, or use aws/codebuild/amazonlinux-x86_64-standard:5.0.' : ''}`,
  );
}
