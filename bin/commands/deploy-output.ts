import { stripVTControlCharacters } from 'node:util';
import type { AgentEntry, Diagnostics } from '../../engine/core/deployment/journal';

export interface EventOutcome {
  readonly event: string;
  readonly status: 'Succeeded' | 'Failed';
  readonly startTime: number;
  readonly endTime: number;
  readonly diagnostics: Diagnostics | undefined;
}

/** A line of a script, without the time and the deployment that logs of many need. */
const SAID = /^\[[^\]]*\] \[[^\]]*\](.*)$/s;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Shows a deployment as it goes on, and remembers its events. */
export class DeployOutput {
  readonly events: EventOutcome[] = [];
  private startedAt = 0;
  private readonly isPlain: boolean;

  constructor(private readonly out: NodeJS.WriteStream) {
    this.isPlain = !out.isTTY || process.env['NO_COLOR'] !== undefined;
  }

  take(entry: AgentEntry): void {
    if (entry.type === 'log') {
      const text = entry.text.replace(/\n$/, '');
      this.line(SAID.exec(text)?.[1] ?? text);
    }
    if (entry.type !== 'lifecycle') return;
    if (entry.status === 'InProgress') {
      this.startedAt = entry.at;
      return;
    }
    const { event, diagnostics, at: endTime } = entry;
    const status = entry.status === 'Succeeded' ? 'Succeeded' : 'Failed';
    const { startedAt: startTime } = this;
    this.events.push({ event, status, startTime, endTime, diagnostics });
    const took = `${event} ${status} (${seconds(endTime - startTime)})`;
    if (status === 'Succeeded') this.say('2', took);
    else this.say('31', `${took}: ${diagnostics?.message ?? ''}`);
  }

  private line(text: string): void {
    const said = /^\[(stdout|stderr)\](.*)$/s.exec(text);
    if (!said) this.say('1', text);
    else if (!this.isAgents(text)) this.out.write(`  ${this.plain(said[2] ?? '')}\n`);
  }

  /** The agent's own word of a failed event comes with the event. */
  private isAgents(text: string): boolean {
    return /^\[stderr\]\w+ failed: /.test(text);
  }

  private plain(text: string): string {
    return this.isPlain ? stripVTControlCharacters(text) : text;
  }

  private say(style: string, text: string): void {
    this.out.write(this.isPlain ? `${this.plain(text)}\n` : `\u001b[${style}m${text}\u001b[0m\n`);
  }
}
