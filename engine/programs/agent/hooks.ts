import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { capture } from '../../adapters/sandbox/capture';
import type { AgentRules } from '../../core/deployment/agent-rules';
import type { Hook } from '../../../common/appspec';
import type { Diagnostics } from '../../core/deployment/journal';
import type { Sandbox } from '../../ports/sandbox';
import type { EventLog } from './script-log';

const GRACE_MS = 2000;

/** What `runas` comes to here, for the log: nobody is to take it for more. */
function whoRuns(user: string, isApplied: boolean, { hasRealUsers }: Sandbox): string {
  if (!isApplied)
    return `Starboard: does not run as ${user}: without a sandbox every script runs as the user who started Starboard.`;
  const limits = hasRealUsers ? '' : " Files are not kept from the instance's other users.";
  return `Starboard: to run as ${user}.${limits}`;
}

/** How a script is started, and what of that is not as on AWS. */
function commandOf(
  { runas, sudo }: Hook,
  path: string,
  sandbox: Sandbox,
): { readonly command: readonly string[]; readonly notices: readonly string[] } {
  const asUser = runas === undefined ? undefined : sandbox.asUser(runas, path);
  const plain = asUser ?? [path];
  const bySudo = sudo ? sandbox.bySudo(plain) : undefined;
  const notices = runas === undefined ? [] : [whoRuns(runas, asUser !== undefined, sandbox)];
  if (sudo && !bySudo)
    notices.push('Starboard: does not run by sudo: only an instance in a sandbox has its own.');
  return { command: bySudo ?? plain, notices };
}

/** Runs the scripts of one lifecycle event in order; the first failure ends it (AWS-SEMANTICS 2.4). */
export class HookRunner {
  private current: ChildProcess | undefined;
  private givingUp = new AbortController();
  private stopping = false;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly rules: AgentRules,
    private readonly scratch: string,
  ) {}

  /** Ends the script that runs. */
  interrupt(): void {
    this.stopping = true;
    if (this.current) void this.sandbox.endCommand(this.current, 0);
    this.givingUp.abort();
  }

  /** `archive` is the unpacked bundle, `directory` where the scripts run, as paths inside. Undefined = all succeeded. */
  async run(
    event: string,
    scripts: readonly Hook[],
    archive: string,
    env: Readonly<Record<string, string>>,
    log: EventLog,
    directory = '/',
  ): Promise<Diagnostics | undefined> {
    const mark = (text: string): void => log.add([text]);
    mark(`LifecycleEvent - ${event}`);
    for (const script of scripts) {
      const failed = (errorCode: Diagnostics['errorCode'], message: string): Diagnostics => ({
        errorCode,
        scriptName: script.location,
        message,
        logTail: log.tail(),
      });
      const named = `Script - ${script.location}`;
      if (this.rules.namesScriptFirst) mark(named);
      const inside = join(archive, script.location);
      const { files } = this.sandbox;
      const there = inside.startsWith(`${archive}/`) ? files.stat(inside) : undefined;
      if (!there)
        return failed('ScriptMissing', `Script does not exist at specified location: ${inside}`);
      if (!(there.mode & 0o111)) files.chmod(inside, 0o755);
      const path = this.sandbox.innerPath(inside);
      const { command, notices } = commandOf(script, path, this.sandbox);
      if (!this.rules.namesScriptFirst) mark(named);
      for (const notice of notices) mark(notice);
      const output = (name: 'stdout' | 'stderr'): ((bytes: Buffer) => void) => {
        const decoder = new StringDecoder('utf8');
        return (bytes) => {
          const text = decoder.write(bytes).replace(/\n$/, '');
          log.add(text.split('\n').map((line) => `[${name}]${line}`));
        };
      };
      this.givingUp = new AbortController();
      const { child, done } = capture(
        this.scratch,
        [output('stdout'), output('stderr')],
        ([out, err]) =>
          this.sandbox.spawn(command, {
            cwd: this.sandbox.innerPath(directory),
            env,
            stdio: ['ignore', out, err],
          }),
        this.givingUp.signal,
      );
      this.current = child;
      let timedOut: Promise<void> | undefined;
      const timer = setTimeout(() => {
        // Ended itself, it has left somebody behind who holds its outputs: he goes on, and is waited for no longer.
        if (child.exitCode === null && child.signalCode === null)
          timedOut = this.sandbox.endCommand(child, GRACE_MS);
        this.givingUp.abort();
      }, script.timeoutSeconds * 1000);
      const result = await done;
      clearTimeout(timer);
      // Also what it sent into the background, out of its group and its session.
      await timedOut;
      this.current = undefined;
      if (this.stopping)
        return failed('UnknownError', 'The agent was stopped while the script ran.');
      if (timedOut)
        return failed(
          'ScriptTimedOut',
          `Script at specified location: ${script.location} failed to complete in ${script.timeoutSeconds} seconds`,
        );
      const [heldOut, heldErr] = result.open;
      if (heldOut || heldErr)
        return failed(
          'UnknownError',
          `Script at specified location: ${script.location} failed to close ${this.rules.heldOutput(heldOut ?? false)}`,
        );
      if (result.exitCode !== 0)
        return failed(
          'ScriptFailed',
          `Script at specified location: ${script.location}${script.runas === undefined ? '' : ` run as user ${script.runas}`} failed with exit code ${result.exitCode ?? this.rules.exitCodeOfSignal}`,
        );
    }
    return undefined;
  }
}
