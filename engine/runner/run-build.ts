import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkOut, CheckOutError } from '../adapters/check-out';
import { createZip, extractZip, walk, ZipError } from '../adapters/zip';
import { selectArtifactFiles } from '../core/build/artifact-files';
import { BuildspecError, parseBuildspec, type Buildspec } from '../core/build/buildspec';
import type { BuildEntry, BuildJob } from '../core/build/journal';
import { nextPhase, type CommandPhase, type Phase, type PhaseStatus } from '../core/build/phases';
import type { Clock } from '../ports/clock';
import type { Sandbox } from '../ports/sandbox';
import { linkCache } from './cache';
import { BuildShell } from './shell';

export const SRC = '/codebuild/output/src/src';
/** Where a further source of a pipeline is laid out; the build finds it by CODEBUILD_SRC_DIR_NAME. */
const secondaryDir = (name: string): string => `/codebuild/output/src-${name}/src`;

interface Outcome { readonly status: PhaseStatus; readonly code: string; readonly message: string }
const OK: Outcome = { status: 'SUCCEEDED', code: '', message: '' };
const failed = (code: string, message: string): Outcome => ({ status: 'FAILED', code, message });

const COMMANDS: Readonly<Partial<Record<Phase, CommandPhase>>> = { INSTALL: 'install', PRE_BUILD: 'pre_build', BUILD: 'build', POST_BUILD: 'post_build' };

/** One build, phase by phase, written down as it goes. */
export class BuildRun {
  private spec: Buildspec | undefined;
  private shell: BuildShell | undefined;
  private interrupted: Outcome | undefined;
  private buildFailed = false;

  constructor(private readonly job: BuildJob, private readonly dir: string, private readonly sandbox: Sandbox, private readonly clock: Clock, private readonly write: (entry: BuildEntry) => void) {}

  /** Ends what runs now; the phase gets this outcome. */
  interrupt(outcome: Outcome): void {
    this.interrupted ??= outcome;
    this.shell?.kill();
  }

  async run(): Promise<void> {
    this.end('PROVISIONING', OK);
    let phase: Phase = 'DOWNLOAD_SOURCE';
    while (phase !== 'COMPLETED') {
      const now: Phase = phase;
      this.write({ type: 'phase-started', at: this.clock.now(), phase: now });
      const name = COMMANDS[now];
      if (name) this.log(`Entering phase ${now}`);
      const outcome = this.interrupted && now !== 'FINALIZING' ? this.interrupted : await this.perform(now);
      this.end(now, outcome);
      phase = nextPhase(now, outcome.status, name && this.spec?.phases[name]?.onFailure);
    }
    this.write({ type: 'ended', at: this.clock.now() });
  }

  private log(text: string): void {
    const at = this.clock.now();
    const iso = new Date(at).toISOString();
    this.write({ type: 'output', at, text: `[Container] ${iso.slice(0, 10).replaceAll('-', '/')} ${iso.slice(11, 23)}000 ${text}\n` });
  }

  private end(phase: Phase, outcome: Outcome): void {
    if (phase !== 'PROVISIONING' && phase !== 'FINALIZING') {
      this.log(`Phase complete: ${phase} State: ${outcome.status}`);
      this.log(`Phase context status code: ${outcome.code} Message: ${outcome.message}`);
    }
    this.write({ type: 'phase-ended', at: this.clock.now(), phase, ...outcome });
  }

  private async perform(phase: Phase): Promise<Outcome> {
    const name = COMMANDS[phase];
    if (name) return this.commands(phase, name);
    if (phase === 'DOWNLOAD_SOURCE') return this.downloadSource();
    if (phase === 'UPLOAD_ARTIFACTS') return this.collectArtifacts();
    return OK;
  }

  private async downloadSource(): Promise<Outcome> {
    const src = this.sandbox.hostPath(SRC);
    mkdirSync(src, { recursive: true });
    try {
      if (this.job.source === 'zip') await extractZip(join(this.dir, 'source.zip'), src);
      else if (this.job.source !== 'none') await checkOut(join(this.dir, 'source.bundle'), src, this.job.source.clone);
      for (const name of this.job.secondary ?? []) await extractZip(join(this.dir, `source-${name}.zip`), this.sandbox.hostPath(secondaryDir(name)));
    } catch (error) {
      if (error instanceof ZipError || error instanceof CheckOutError) return failed('CLIENT_ERROR', `source could not be unpacked: ${error.message}`);
      throw error;
    }
    const inner = this.sandbox.innerPath(SRC);
    this.log(`CODEBUILD_SRC_DIR=${inner}`);
    let text: string;
    if ('inline' in this.job.buildspec) {
      this.log('YAML location is /codebuild/readonly/buildspec.yml');
      text = this.job.buildspec.inline;
    } else {
      const path = join(src, this.job.buildspec.path);
      this.log(`YAML location is ${inner}/${this.job.buildspec.path}`);
      if (!path.startsWith(src) || !existsSync(path)) return failed('YAML_FILE_ERROR', `stat ${inner}/${this.job.buildspec.path}: no such file or directory`);
      text = readFileSync(path, 'utf8');
    }
    try {
      this.spec = parseBuildspec(text);
    } catch (error) {
      if (error instanceof BuildspecError) return failed('YAML_FILE_ERROR', error.message);
      throw error;
    }
    this.log('Processing environment variables');
    for (const what of this.spec.notServed) this.log(`Not served by Starboard's engine yet, ignored here: ${what}`);
    this.log('No runtime version selected in buildspec.');
    this.log(`Moving to directory ${inner}`);
    if (this.job.cache) {
      const { cached, refused } = linkCache(this.sandbox, this.spec.cachePaths, SRC);
      for (const folder of cached) this.log(`Symlinking: ${folder} => the project's local cache`);
      for (const pattern of refused) this.log(`Not cached: ${pattern} is no folder that a local cache can keep`);
    }
    const counts = Object.entries(this.spec.phases);
    this.log(`Phases found in YAML: ${counts.length}`);
    for (const [name, phase] of counts) this.log(` ${name.toUpperCase()}: ${phase.commands.length} commands`);
    this.shell = new BuildShell(this.sandbox, this.spec.shell, { PATH: this.sandbox.path, HOME: this.sandbox.innerPath('/root'), ...this.spec.variables, ...this.job.env, CODEBUILD_SRC_DIR: inner, ...Object.fromEntries((this.job.secondary ?? []).map((name) => [`CODEBUILD_SRC_DIR_${name}`, this.sandbox.innerPath(secondaryDir(name))])), CODEBUILD_BUILD_SUCCEEDING: '1' }, inner);
    return OK;
  }

  private async commands(phase: Phase, name: CommandPhase): Promise<Outcome> {
    const spec = this.spec?.phases[name];
    if (!this.shell) throw new Error('a phase before the source');
    if (phase === 'POST_BUILD' && this.buildFailed) this.shell.set('CODEBUILD_BUILD_SUCCEEDING', '0');
    let outcome = await this.sequence(spec?.commands ?? []);
    const last = await this.sequence(spec?.finally ?? []);
    if (outcome.status === 'SUCCEEDED') outcome = last;
    if (phase === 'BUILD') this.buildFailed = outcome.status !== 'SUCCEEDED';
    if (phase === 'POST_BUILD' && this.spec?.exported.length && !this.interrupted) {
      const variables: { name: string; value: string }[] = [];
      for (const exported of this.spec.exported) if (/^[A-Za-z_]\w*$/.test(exported)) variables.push({ name: exported, value: await this.shell.value(exported) });
      this.write({ type: 'exported', at: this.clock.now(), variables });
    }
    return outcome;
  }

  private async sequence(commands: readonly string[]): Promise<Outcome> {
    for (const command of commands) {
      if (this.interrupted) return this.interrupted;
      this.log(`Running command ${command}`);
      const result = await this.shell?.run(command, (text) => this.write({ type: 'output', at: this.clock.now(), text }));
      if (this.interrupted) return this.interrupted;
      this.write({ type: 'output', at: this.clock.now(), text: '\n' });
      if (result?.exitCode !== 0) {
        const reason = result?.exitCode === null || result === undefined ? `signal ${result?.signal ?? ''}` : `exit status ${result.exitCode}`;
        this.log(`Command did not exit successfully ${command} ${reason}`);
        return failed('COMMAND_EXECUTION_ERROR', `Error while executing command: ${command}. Reason: ${reason}`);
      }
    }
    return OK;
  }

  private async collectArtifacts(): Promise<Outcome> {
    const spec = this.spec?.artifacts;
    if (!this.job.artifacts) return OK;
    if (!spec) return failed('CLIENT_ERROR', 'no artifacts are defined in the buildspec');
    const base = join(this.sandbox.hostPath(SRC), spec.baseDirectory ?? '.');
    this.log(`Expanding base directory path: ${spec.baseDirectory ?? '.'}`);
    if (!base.startsWith(this.sandbox.hostPath(SRC)) || !existsSync(base) || !statSync(base).isDirectory()) return failed('CLIENT_ERROR', `no matching base directory path found for ${spec.baseDirectory ?? '.'}`);
    this.log('Assembling file list');
    for (const pattern of spec.files) this.log(`Expanding ${pattern}`);
    const files = selectArtifactFiles(await walk(base), spec);
    if (!files.length) return failed('CLIENT_ERROR', 'no matching artifact paths found');
    this.log(`Found ${files.length} file(s)`);
    await createZip(join(this.dir, 'artifact.zip'), files.map((f) => [join(base, f.path), f.name]));
    this.write({ type: 'artifact', at: this.clock.now(), file: 'artifact.zip', files: files.length });
    return OK;
  }
}
