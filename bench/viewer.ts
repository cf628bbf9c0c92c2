import { askDashboard, type DashboardPlace } from '../e2e/support/dashboard-client';

/** An event stream of the dashboard's, as a browser opens it: what comes, and how the server says that it learns. */
export class Viewer {
  upstream = { via: '', callsPerMinute: 0, throttled: [] as string[] };
  bytes = 0;
  private readonly abort = new AbortController();
  private waiting: ((text: string) => void)[] = [];
  /** Called with each message that is data. */ onLine: ((line: string) => void) | undefined;
  constructor(
    private readonly place: DashboardPlace,
    cookie: string,
    topic: string,
  ) {
    void this.read(`/api/live?t=${encodeURIComponent(topic)}`, cookie).catch(() => undefined);
  }
  private async read(path: string, cookie: string): Promise<void> {
    const response = await askDashboard(this.place, path, {
      headers: { cookie },
      signal: this.abort.signal,
    });
    let rest = '';
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      this.bytes += chunk.length;
      rest += Buffer.from(chunk).toString('utf8');
      for (let cut = rest.indexOf('\n\n'); cut >= 0; cut = rest.indexOf('\n\n')) {
        const line = rest.slice(0, cut).replace(/^data: /, '');
        rest = rest.slice(cut + 2);
        if (line.startsWith('{"upstream"'))
          this.upstream = (JSON.parse(line) as { upstream: Viewer['upstream'] }).upstream;
        else if (line.startsWith('{')) {
          this.onLine?.(line);
          for (const w of this.waiting.splice(0)) w(line);
        }
      }
    }
  }
  async until(test: (line: string) => boolean): Promise<void> {
    for (;;) if (test(await new Promise<string>((r) => this.waiting.push(r)))) return;
  }
  close(): void {
    this.abort.abort();
  }
}
