import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { environment } from '../../config';
import { quoted } from '../../core/quoted';
import type { Bind, Identity, Sandbox, SandboxOptions, SpawnOptions } from '../../ports/sandbox';
import { ask, haveImage, ImageError, LABEL, type ContainerEngine } from './container-engine';
import type { SandboxFiles } from '../../ports/sandbox-files';
import { RootedFiles } from './files/rooted-files';
import { sendSignal } from '../process/tree';
import { describeLimits } from './limits';
import { bindOf, hostPathOf } from './host-path';
import { SYSTEM_PATH } from './path';

/** What a build and its runner share; everything else is the image's. */
const SHARED = '/codebuild';
/** By whom it is owned here tells who root is inside: the person, or this machine's root. */
const OWNED = `${SHARED}/owned`;
/** Ends when the runner does, however that ends: its input is a pipe from there. */
const KEEPER = `trap "" TERM HUP INT; : > ${OWNED}; echo ready; cat > /dev/null`;
const ENVIRONMENT = `${SHARED}/environment.sh`;

/** A client whose engine answers no more is ended: the build must be able to end. */
const CLIENT_MS = 60_000;

/** Docker says what it cannot limit and goes on; Podman without root and version 2 of control groups does not start at all. */
const canLimit = ({ program }: ContainerEngine): boolean =>
  program === 'docker' ||
  process.getuid?.() === 0 ||
  existsSync('/sys/fs/cgroup/cgroup.controllers');

const limitArguments = ({
  limits,
  engine,
}: Pick<ContainerOptions, 'limits' | 'engine'>): string[] =>
  limits && canLimit(engine)
    ? [
        '--pids-limit',
        String(limits.processes),
        ...(limits.memory === undefined ? [] : ['--memory', String(limits.memory)]),
      ]
    : [];

export interface ContainerOptions extends SandboxOptions {
  readonly engine: ContainerEngine;
  readonly image: string;
  readonly signal: AbortSignal;
  readonly tell: (text: string) => void;
}

/** One container of the image a build names, root inside, on this machine's network; commands enter it by `exec`. */
export class ContainerSandbox implements Sandbox {
  readonly kind = 'container';
  readonly hasRealUsers = false;
  readonly network = undefined;
  readonly files: SandboxFiles;
  readonly limits: string | undefined;
  private given: Readonly<Record<string, string>> | undefined;

  private constructor(
    private readonly options: ContainerOptions,
    private readonly binds: readonly Bind[],
    private readonly name: string,
    private readonly keeper: ChildProcess,
    readonly path: string,
    /** Root inside is another than the person. */ private readonly foreign: boolean,
  ) {
    this.limits =
      options.limits &&
      describeLimits(options.limits, {
        processes: canLimit(options.engine),
        memory: canLimit(options.engine),
      });
    this.files = new RootedFiles({ root: options.root, mounts: binds });
  }

  static async start(options: ContainerOptions): Promise<ContainerSandbox> {
    const { engine, root, image, marker, signal, tell } = options;
    const found = await haveImage(engine, image, signal, tell);
    const binds = [{ host: join(root, SHARED), inside: SHARED, writable: true }, ...options.binds];
    // Docker would make a missing place to mount at as another user.
    const within = options.binds.filter((b) => b.inside.startsWith(`${SHARED}/`));
    for (const place of [SHARED, ...within.map((b) => b.inside)])
      mkdirSync(join(root, place), { recursive: true });
    const name = `starboard-${marker.replace(/[^\w.-]/g, '-')}`;
    const args = [
      'run',
      '--interactive',
      '--rm',
      '--name',
      name,
      '--label',
      `${LABEL}=${marker}`,
      '--user',
      '0:0',
      '--network',
      'host',
      '--security-opt',
      'label=disable',
      '--workdir',
      '/',
      ...limitArguments(options),
      ...binds.flatMap((b) => ['--volume', `${b.host}:${b.inside}${b.writable ? '' : ':ro'}`]),
      '--entrypoint',
      'sh',
      found.name,
      '-c',
      KEEPER,
    ];
    // A group of its own: a signal to the runner is the runner's to act on.
    const keeper = spawn(engine.program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
      env: environment.containerClient as NodeJS.ProcessEnv,
    });
    let errors = '';
    keeper.stderr.on('data', (c: Buffer) => {
      errors += c.toString();
    });
    const giveUp = (): void => {
      keeper.kill('SIGKILL');
    };
    signal.addEventListener('abort', giveUp);
    await new Promise<void>((resolve, reject) => {
      keeper.stdout.once('data', () => resolve());
      keeper.once('error', reject);
      keeper.once('exit', () =>
        reject(
          new ImageError(
            `The container of ${image} did not start: ${errors.trim() || 'it ended at once'}`,
          ),
        ),
      );
    }).finally(() => signal.removeEventListener('abort', giveUp));
    const foreign =
      process.getuid !== undefined &&
      statSync(hostPathOf({ binds, root }, OWNED)).uid !== process.getuid();
    return new ContainerSandbox(
      options,
      binds,
      name,
      keeper,
      found.path ?? SYSTEM_PATH.join(':'),
      foreign,
    );
  }

  ranOutOfMemory(): boolean {
    // The container engine keeps that to itself.
    return false;
  }

  async endCommand(command: ChildProcess): Promise<void> {
    if (command.pid !== undefined) sendSignal(-command.pid, 'SIGKILL');
  }

  sees(inside: string): boolean {
    return bindOf(this.binds, inside) !== undefined;
  }

  innerPath(inside: string): string {
    return inside;
  }

  insidePath(inner: string): string {
    return inner;
  }

  identity(user: string): Identity | string {
    return `in a container every command runs as root, not as ${user}`;
  }

  /** Variables go in by a file: on a command line every user of this machine could read them. */
  private environment(env: Readonly<Record<string, string>>): void {
    if (this.given === env) return;
    const text = Object.entries(env)
      .filter(([k]) => /^[A-Za-z_]\w*$/.test(k))
      .map(([k, v]) => `export ${k}=${quoted(v)}\n`)
      .join('');
    this.files.write(ENVIRONMENT, text, 0o600);
    this.given = env;
  }

  spawn(argv: readonly string[], options: SpawnOptions): ChildProcess {
    this.environment(options.env);
    return spawn(
      this.options.engine.program,
      [
        'exec',
        '--workdir',
        options.cwd,
        this.name,
        'sh',
        '-c',
        `. ${ENVIRONMENT} && exec "$@"`,
        'sh',
        ...argv,
      ],
      {
        detached: true,
        stdio: options.stdio,
        env: environment.containerClient as NodeJS.ProcessEnv,
      },
    );
  }

  /** Where root inside is root of this machine, what it wrote is given to the person. */
  private async give(folders: readonly string[]): Promise<void> {
    if (this.foreign)
      await ask(
        this.options.engine.program,
        [
          'exec',
          this.name,
          'chown',
          '-R',
          `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`,
          ...folders,
        ],
        { timeout: CLIENT_MS },
      );
  }

  bySudo(): undefined {
    return undefined;
  }

  asUser(): undefined {
    return undefined;
  }

  handOver(): Promise<void> {
    return this.give([SHARED]);
  }

  async stop(graceMs: number): Promise<void> {
    if (graceMs > 0)
      await ask(this.options.engine.program, ['exec', this.name, 'sh', '-c', 'kill -TERM -1'], {
        timeout: graceMs,
      });
    await this.give(this.binds.filter((b) => b.writable).map((b) => b.inside));
    if (this.keeper.exitCode !== null || this.keeper.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => this.keeper.once('exit', () => resolve()));
    const killed = await ask(this.options.engine.program, ['kill', this.name], {
      timeout: CLIENT_MS,
    });
    // An engine that answers no more takes the container down by its input's end.
    if (!killed.ok) this.keeper.kill('SIGKILL');
    await gone;
  }
}
