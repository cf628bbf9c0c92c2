import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { readFileSync } from 'node:fs';
import { signIn, type DashboardPlace } from '../e2e/support/dashboard-client';
import { manyPipelines, nameOf, setMoving } from '../e2e/support/shapes/many';
import { KEYS, showShape, type Shown } from '../e2e/support/shapes/show';
import { median, type Figures } from './engine';
import { Viewer } from './viewer';

/** Calls a second that AWS's stand-in takes of each API: CodePipeline publishes none, and throttles at about this. */
const QUOTA = 5;
const MOVING = 10;
/** Between two changes of what moves. */
const ROUND_MS = 10_000;
const MINUTE = 60_000;
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

interface Row {
  readonly name: string;
  readonly cells: readonly {
    readonly problem?: string;
    readonly status: { readonly key: string };
  }[];
}
const rowsIn = (line: string): readonly Row[] => {
  const { data, delta } = JSON.parse(line) as {
    data?: { rows?: Row[] };
    delta?: { changed: Row[] };
  };
  return [...(data?.rows ?? []), ...(delta?.changed ?? [])];
};

/** What the stand-in was asked since it was last looked at. */
class Asked {
  private from = 0;
  private refused = 0;
  constructor(private readonly shown: Shown) {}
  reset(): void {
    this.from = this.shown.server.calls.length;
    this.refused = this.shown.server.throttled.length;
  }
  /** All calls, the most of one API, and how many were throttled, in words. */
  told(ms: number): string {
    const calls = this.shown.server.calls.slice(this.from);
    const byApi = new Map<string, number>();
    for (const c of calls) byApi.set(c, (byApi.get(c) ?? 0) + 1);
    const [busiest = '', most = 0] = [...byApi].sort((a, b) => b[1] - a[1])[0] ?? [];
    const refused = this.shown.server.throttled.length - this.refused;
    const perMinute = Math.round((calls.length / ms) * MINUTE);
    const perSecond = (most / (ms / 1000)).toFixed(1);
    const api = busiest.split(':')[1] ?? '';
    return `${perMinute} a minute; ${api} ${perSecond} a second; ${refused} throttled`;
  }
}

/** Lets pipelines move; how long it took until the last of them was shown to. */
async function begin(shown: Shown, viewer: Viewer, names: readonly string[]): Promise<number> {
  const unknown = new Set(names);
  const began = performance.now();
  viewer.onLine = (line) => {
    for (const row of rowsIn(line))
      if (row.cells.at(-1)?.status.key === 'run') unknown.delete(row.name);
  };
  for (const name of names) setMoving(shown.server.shape, name, true);
  while (unknown.size) await pause(200);
  return performance.now() - began;
}

/** Ten pipelines that are known to move change all the time: from a change to the message that shows it. */
async function freshness(
  shown: Shown,
  viewer: Viewer,
  names: readonly string[],
): Promise<number[]> {
  const times: number[] = [];
  const waiting = new Map<string, { at: number; stage: number }>();
  viewer.onLine = (line) => {
    for (const row of rowsIn(line)) {
      const wanted = waiting.get(row.name);
      if (!wanted || row.cells.at(wanted.stage)?.status.key !== 'run') continue;
      times.push(performance.now() - wanted.at);
      waiting.delete(row.name);
    }
  };
  let [from, to] = [-1, -2];
  for (let round = 0; round < 6; round++) {
    for (const name of names) {
      if (waiting.has(name)) times.push(ROUND_MS);
      waiting.set(name, { at: performance.now(), stage: to });
      setMoving(shown.server.shape, name, true, to);
      setMoving(shown.server.shape, name, false, from);
    }
    [from, to] = [to, from];
    await pause(ROUND_MS);
  }
  viewer.onLine = undefined;
  // One that was never told in its ten seconds counts as that.
  return [...times, ...Array.from(waiting, () => ROUND_MS)];
}

/** Beside it: a client that asks for each state every five seconds and does not slow down. */
async function simplePoller(shown: Shown, count: number): Promise<string> {
  const client = new CodePipeline({
    endpoint: shown.server.endpoint,
    region: shown.server.region,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
  let [asked, refused] = [0, 0];
  for (let round = 0; round < 3; round++) {
    await Promise.all(
      Array.from({ length: count }, (_, i) => {
        asked++;
        return client.getPipelineState({ name: nameOf(i) }).catch(() => {
          refused++;
        });
      }),
    );
    await pause(5000);
  }
  return `${refused} of ${asked} answers refused`;
}

/** The memory of the dashboard, the launcher's one child. */
function memoryOf(launcher: number | undefined): string {
  const id = String(launcher);
  const children = readFileSync(`/proc/${id}/task/${id}/children`, 'utf8').trim().split(' ');
  const kilobytes = children.map((child) =>
    Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child}/status`, 'utf8'))?.[1]),
  );
  return `${Math.round(Math.max(...kilobytes) / 1024)} MB`;
}

async function account(count: number): Promise<Figures> {
  const shown = await showShape(manyPipelines(count), () => ({
    ...KEYS,
    STARBOARD_AWS_RATE: String(QUOTA),
  }));
  shown.server.behaviour.quota = QUOTA;
  const place: DashboardPlace = shown;
  const cookie = await signIn(place, shown.key);
  const asked = new Asked(shown);
  const figures: [string, string][] = [];
  const of = `${count} pipelines`;
  try {
    const began = performance.now();
    const viewer = new Viewer(place, cookie, 'board');
    const read = new Set<string>();
    let firstRows = 0;
    viewer.onLine = (line) => {
      for (const row of rowsIn(line)) if (row.cells.length) read.add(row.name);
      if (read.size && !firstRows) firstRows = performance.now() - began;
    };
    while (read.size < count) await pause(200);
    const all = performance.now() - began;
    figures.push([
      `${of}, nothing known: first rows, all rows`,
      `${seconds(firstRows)}, ${seconds(all)}`,
    ]);
    figures.push(['their calls', asked.told(all)]);
    asked.reset();
    await pause(MINUTE * 2);
    figures.push([`${of} at rest, 1 viewer`, asked.told(MINUTE * 2)]);
    const more = Array.from({ length: 49 }, () => new Viewer(place, cookie, 'board'));
    asked.reset();
    await pause(MINUTE);
    figures.push(['the same, 50 viewers', asked.told(MINUTE)]);
    for (const v of more) v.close();
    const names = Array.from({ length: MOVING }, (_, i) => nameOf(Math.floor(count / 2) + i));
    figures.push([
      `${MOVING} begin to move: all are known to`,
      seconds(await begin(shown, viewer, names)),
    ]);
    await pause(MINUTE);
    asked.reset();
    const times = await freshness(shown, viewer, names);
    figures.push([
      `${MOVING} of them moving: change → told, median and slowest of ${times.length}`,
      `${seconds(median(times))}, ${seconds(Math.max(...times))}`,
    ]);
    figures.push(['their calls', asked.told(MINUTE)]);
    shown.server.behaviour.throttleEvery = 2;
    asked.reset();
    await pause(MINUTE);
    figures.push(['half of all calls throttled for a minute', asked.told(MINUTE)]);
    shown.server.behaviour.throttleEvery = 0;
    figures.push(['memory of the dashboard (RSS)', memoryOf(shown.pid)]);
    viewer.close();
    figures.push(['beside it, a client that asks every 5 s', await simplePoller(shown, count)]);
  } finally {
    await shown.stop();
  }
  return figures;
}

/** An account without events under quotas: what its board costs, and how fresh what moves is. */
export async function measureAccount(): Promise<Figures> {
  const counts = (process.env['BENCH_PIPELINES'] ?? '300,1000').split(',').map(Number);
  const figures: Figures = [];
  for (const count of counts) figures.push(...(await account(count)));
  return figures;
}
