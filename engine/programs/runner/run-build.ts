import { nextPhase, type CommandPhase, type Phase } from '../../core/build/phases';
import type { ArtifactsSpec, Buildspec, PhaseSpec } from '../../core/build/buildspec/types';
import type { BuildEntry, BuildJob } from '../../core/build/journal';
import { compileExpression, ExpressionError } from '../../../common/expression';
import { GlobError } from '../../core/glob';
import type { Clock } from '../../ports/clock';
import type { Sandbox } from '../../ports/sandbox';
import { isFull } from '../../shared/disk-full';
import { ImageError } from '../../adapters/sandbox/container-engine';
import { ZipError } from '../../adapters/zip';
import { collectArtifact } from './artifacts';
import { BuildFiles, pathsOf } from './build-files';
import { prepareSource, type Prepared } from './download-source';
import { failed, OK, type Outcome } from './outcome';
import { collectReports } from './reports';
import { saveCache } from './remote-cache';
import type { BuildShell } from './shell';
import { Transcript } from './transcript';

const COMMANDS: Readonly<Partial<Record<Phase, CommandPhase>>> = {
  INSTALL: 'install',
  PRE_BUILD: 'pre_build',
  BUILD: 'build',
  POST_BUILD: 'post_build',
};
/** What a command has set could not be kept: to go on would be to go on with something else. */
const FULL = 'no space left on device. Free some space and run it again';
/** Whose commands are run where nobody is named. */
const ROOT = 'root';
/** Phases that the log does not end with a line of their own. */
const SILENT: readonly Phase[] = ['PROVISIONING', 'FINALIZING'];

/** What the buildspec says of an artifact; the primary one has no id. */
const specOf = (spec: Buildspec, id: string): ArtifactsSpec | undefined =>
  id === '' ? spec.artifacts : spec.secondaryArtifacts[id];

/** One build, phase by phase, written down as it goes. */
export class BuildRun {
  private readonly log: Transcript;
  private prepared: Prepared | undefined;
  private sandbox: Sandbox | undefined;
  private readonly ending = new AbortController();
  private interrupted: Outcome | undefined;
  private buildFailed = false;
  private warned = false;

  constructor(
    private readonly job: BuildJob,
    private readonly dir: string,
    private readonly provide: (
      signal: AbortSignal,
      tell: (text: string) => void,
    ) => Promise<Sandbox>,
    private readonly clock: Clock,
    write: (entry: BuildEntry) => void,
  ) {
    this.log = new Transcript(clock, write);
  }

  /** Ends what runs now; the phase gets this outcome. */
  interrupt(outcome: Outcome): void {
    this.interrupted ??= outcome;
    this.ending.abort();
    this.prepared?.shell.kill();
  }

  async run(): Promise<void> {
    const provided = await this.provision();
    this.end('PROVISIONING', provided);
    let phase = nextPhase('PROVISIONING', provided.status, undefined);
    while (phase !== 'COMPLETED') {
      const now: Phase = phase;
      this.log.write({ type: 'phase-started', at: this.clock.now(), phase: now });
      const name = COMMANDS[now];
      if (now === 'DOWNLOAD_SOURCE') this.log.log(`Phase is ${now}`);
      if (name) this.log.log(`Entering phase ${now}`);
      const outcome: Outcome =
        this.interrupted && now !== 'FINALIZING' ? this.interrupted : await this.perform(now);
      this.end(now, outcome);
      const onFailure = name && this.spec?.phases[name]?.onFailure;
      if (
        outcome.status === 'FAILED' &&
        onFailure?.action === 'RETRY' &&
        matches(onFailure.pattern, outcome.message, this.log)
      )
        this.log.write({ type: 'retry-wanted', at: this.clock.now(), count: onFailure.count });
      phase = nextPhase(now, outcome.status, onFailure);
    }
    this.log.end();
    this.log.write({ type: 'ended', at: this.clock.now() });
  }

  private async provision(): Promise<Outcome> {
    try {
      this.sandbox = await this.provide(this.ending.signal, (text) => this.log.notice(text));
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      if (this.interrupted) return this.interrupted;
      this.log.notice(error.message);
      return failed('BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE', error.message);
    }
    for (const line of ['Waiting for agent ping', 'Waiting for DOWNLOAD_SOURCE'])
      this.log.log(line);
    return OK;
  }

  private get spec(): Buildspec | undefined {
    return this.prepared?.spec;
  }

  private end(phase: Phase, given: Outcome): void {
    const outcome = { ...given, message: this.log.masker.mask(given.message) };
    if (!SILENT.includes(phase)) {
      this.log.log(`Phase complete: ${phase} State: ${outcome.status}`);
      this.log.log(`Phase context status code: ${outcome.code} Message: ${outcome.message}`);
    }
    this.log.write({ type: 'phase-ended', at: this.clock.now(), phase, ...outcome });
  }

  private async perform(phase: Phase): Promise<Outcome> {
    try {
      return await this.carryOut(phase);
    } catch (error) {
      if (!isFull(error)) throw error;
      return failed('CLIENT_ERROR', `The build could not go on: ${FULL}.`);
    }
  }

  private async carryOut(phase: Phase): Promise<Outcome> {
    const name = COMMANDS[phase];
    if (name) return this.commands(phase, name);
    if (phase === 'DOWNLOAD_SOURCE') {
      if (!this.sandbox) throw new Error('a source before its sandbox');
      const prepared = await prepareSource(this.job, this.dir, this.sandbox, this.log);
      if ('status' in prepared) return prepared;
      this.prepared = prepared;
      return OK;
    }
    return phase === 'UPLOAD_ARTIFACTS' ? this.collect() : OK;
  }

  private async commands(phase: Phase, name: CommandPhase): Promise<Outcome> {
    const spec = this.spec?.phases[name];
    const shell = this.prepared?.shell;
    if (!shell) throw new Error('a phase before the source');
    if (phase === 'POST_BUILD' && this.buildFailed) shell.set('CODEBUILD_BUILD_SUCCEEDING', '0');
    if (this.job.only && !this.job.only.includes(name)) {
      if (spec) this.log.notice(`The commands of ${name} are left out: they were not asked for`);
      return OK;
    }
    const outcome = spec ? await this.phaseAs(shell, spec) : OK;
    if (phase === 'BUILD') this.buildFailed = outcome.status !== 'SUCCEEDED';
    if (phase === 'POST_BUILD' && !this.interrupted) await this.exportVariables(shell);
    return outcome;
  }

  /** The commands of a phase, as the user that the phase or the buildspec names: never silently as root. */
  private async phaseAs(shell: BuildShell, spec: PhaseSpec): Promise<Outcome> {
    const user = spec.runAs ?? this.spec?.runAs ?? ROOT;
    const commands = spec.commands.length + spec.finally.length;
    if (user === ROOT || !commands) return this.allOf(shell, spec);
    const identity = this.sandbox?.identity(user) ?? 'there is no sandbox';
    if (typeof identity === 'string') {
      this.log.notice(`run-as: ${identity}`);
      return failed('CLIENT_ERROR', `run-as: ${identity}`);
    }
    if (identity.notice) this.log.notice(`run-as: ${identity.notice}`);
    shell.runAs(user, identity);
    const outcome = await this.allOf(shell, spec);
    shell.runAs(ROOT, undefined);
    return outcome;
  }

  private async allOf(shell: BuildShell, spec: PhaseSpec): Promise<Outcome> {
    const outcome = await this.sequence(shell, spec.commands);
    const last = await this.sequence(shell, spec.finally);
    return outcome.status === 'SUCCEEDED' ? last : outcome;
  }

  /** Secrets are never exported, nor names of AWS's own (AWS-SEMANTICS 1.4). */
  private async exportVariables(shell: BuildShell): Promise<void> {
    const secret = new Set(this.prepared?.secretNames);
    const wanted = (this.spec?.exported ?? []).filter((n) => /^[A-Za-z_]\w*$/.test(n));
    const names = wanted.filter((n) => !secret.has(n) && !n.startsWith('AWS_'));
    for (const refused of wanted.filter((n) => !names.includes(n)))
      this.log.notice(
        `${refused} is not exported: it is ${secret.has(refused) ? 'a secret' : "a name of AWS's own"}`,
      );
    if (!names.length) return;
    const values = await shell.values(names);
    this.log.write({
      type: 'exported',
      at: this.clock.now(),
      variables: names.map((name, i) => ({ name, value: this.log.masker.mask(values[i] ?? '') })),
    });
  }

  private async sequence(shell: BuildShell, commands: readonly string[]): Promise<Outcome> {
    for (const command of commands) {
      if (this.interrupted) return this.interrupted;
      this.log.log(`Running command ${command}`);
      const result = await shell.run(command, (bytes) => this.log.output(bytes));
      this.log.flushHeld();
      if (this.interrupted) return this.interrupted;
      this.log.output(Buffer.from('\n'));
      if (!this.warned && shell.outgrown()) {
        this.warned = true;
        this.log.notice(
          'The variables have grown beyond 128 KB: Linux passes no larger one to a command, which then fails with "Argument list too long". Keep large values in a file.',
        );
      }
      if (result.exitCode !== 0 || result.full) {
        const reason =
          result.exitCode === null
            ? `signal: ${result.signal ?? 'unknown'}`
            : result.exitCode === 0
              ? FULL
              : `exit status ${result.exitCode}`;
        if (this.sandbox?.ranOutOfMemory())
          this.log.notice(
            `A process was killed: it was out of memory (${this.sandbox.limits ?? ''}). A larger compute type gives the build more.`,
          );
        if (result.full && result.exitCode !== 0) this.log.notice(`There is ${FULL}.`);
        this.log.log(`Command did not exit successfully ${command} ${reason}`);
        return failed(
          'COMMAND_EXECUTION_ERROR',
          `Error while executing command: ${command}. Reason: ${reason}`,
        );
      }
    }
    return OK;
  }

  private async collect(): Promise<Outcome> {
    const { prepared, log, sandbox } = this;
    if (!prepared || !sandbox) return OK;
    const { spec, source, shell } = prepared;
    await sandbox.handOver();
    const specs = this.job.artifacts.map((a) => specOf(spec, a.id));
    const found = await BuildFiles.of(sandbox, source, {
      shell,
      paths: [...specs, ...spec.reports].flatMap((s) => (s ? pathsOf(s) : [])),
    });
    const output = { sandbox, found };
    if (this.job.reports !== false)
      await collectReports(
        {
          specs: spec.reports,
          dir: this.dir,
          output,
          project: this.job.projectName,
          exported: this.job.exportedGroups ?? [],
        },
        shell,
        log,
        () => this.clock.now(),
      );
    if (!this.buildFailed)
      await saveCache(this.job, this.dir, sandbox, spec.cache, prepared.cacheKey, log);
    for (const { id, named, packed } of this.job.artifacts) {
      if (this.interrupted) return this.interrupted;
      const own = specOf(spec, id);
      if (!own?.files.length)
        return failed(
          'CLIENT_ERROR',
          id === ''
            ? 'no artifacts are defined in the buildspec'
            : `no secondary artifact ${id} is defined in the buildspec`,
        );
      const name = named && own.name !== undefined ? await shell.expand(own.name) : undefined;
      if (named && own.name !== undefined && name === undefined)
        return failed('CLIENT_ERROR', `the artifact's name ${own.name} could not be evaluated`);
      if (own.enableSymlinks && !packed)
        log.notice('Without effect here: enable-symlinks: only a ZIP archive keeps links');
      const wanted = { ...own, enableSymlinks: own.enableSymlinks && packed };
      try {
        const outcome = await collectArtifact(
          this.dir,
          output,
          { id, spec: wanted, name },
          log,
          () => this.clock.now(),
        );
        if (outcome.status !== 'SUCCEEDED') return outcome;
      } catch (error) {
        if (error instanceof ZipError || error instanceof GlobError)
          return failed('CLIENT_ERROR', error.message);
        throw error;
      }
    }
    return OK;
  }
}

/** A pattern that is no regular expression, or none that RE2 tries, is taken literally. */
function matches(pattern: string, message: string, log: Transcript): boolean {
  try {
    return compileExpression(pattern, { dotAll: true }).find(message);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    log.notice(
      `on-failure: ${pattern.slice(0, 200)} is taken literally, for as a regular expression it cannot be used: ${error.message}`,
    );
    return message.includes(pattern);
  }
}
