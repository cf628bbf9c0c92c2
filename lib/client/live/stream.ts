import type { StreamLine } from '@/lib/domain/live/live-message';
import { routes } from '@/lib/routes';
import { notifies } from '../notify';

/**
 * One event stream for the browser: the visible tab that holds the lock opens it, for the topics of all tabs, and tells
 * the others. A hidden tab asks for nothing and gives the lock back, unless the person
 * asked to be notified.
 */
interface Wish {
  readonly tab: string;
  readonly topics: readonly string[];
}
type Post = { readonly wish: Wish } | { readonly message: StreamLine } | { readonly asked: true };

const WISH_MS = 5000;
/** The server says something each five seconds: after so long a silence (a laptop slept, a line died without a word) the stream is opened anew. */
const SILENT_MS = 20_000;

/** Nobody looks, and nobody asked to be told. */
const asleep = (): boolean => document.hidden && !notifies();

export class LiveStream {
  private readonly tab = crypto.randomUUID();
  private readonly channel =
    typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('starboard-live');
  private readonly others = new Map<string, { topics: readonly string[]; at: number }>();
  private mine: readonly string[] = [];
  private source: EventSource | undefined;
  private open: readonly string[] = [];
  private release: (() => void) | undefined;
  private asking = false;
  private heardAt = 0;

  constructor(private readonly onMessage: (message: StreamLine) => void) {
    this.channel?.addEventListener('message', ({ data }: MessageEvent<Post>) => this.heard(data));
    document.addEventListener('visibilitychange', () => this.look());
    window.addEventListener('pagehide', () => this.leave());
    setInterval(() => {
      if (this.leads) this.sync();
      else if (!asleep()) this.wish();
    }, WISH_MS);
  }

  private get leads(): boolean {
    return this.release !== undefined;
  }

  want(topics: readonly string[]): void {
    this.mine = topics;
    this.look();
    if (this.leads) this.sync();
    else this.wish();
  }

  private look(): void {
    if (asleep() || !this.mine.length) this.leave();
    else if (!this.leads && !this.asking) void this.lead();
  }

  private async lead(): Promise<void> {
    if (!('locks' in navigator)) {
      this.release = () => undefined;
      this.sync();
      return;
    }
    this.asking = true;
    await navigator.locks.request('starboard-live', () => {
      this.asking = false;
      if (asleep() || !this.mine.length) return undefined;
      const held = new Promise<void>((done) => {
        this.release = done;
      });
      this.channel?.postMessage({ asked: true } satisfies Post);
      this.sync();
      return held;
    });
  }

  private leave(): void {
    this.channel?.postMessage({ wish: { tab: this.tab, topics: [] } } satisfies Post);
    this.source?.close();
    this.source = undefined;
    this.open = [];
    this.release?.();
    this.release = undefined;
  }

  private wish(): void {
    if (!asleep() && this.mine.length)
      this.channel?.postMessage({ wish: { tab: this.tab, topics: this.mine } } satisfies Post);
  }

  private heard(post: Post): void {
    if ('message' in post) this.onMessage(post.message);
    else if ('asked' in post) this.wish();
    else {
      if (post.wish.topics.length)
        this.others.set(post.wish.tab, { topics: post.wish.topics, at: Date.now() });
      else this.others.delete(post.wish.tab);
      if (this.leads) this.sync();
    }
  }

  /** Opens the stream anew when what is wanted by all tabs has changed, or when it has fallen silent. */
  private sync(): void {
    for (const [tab, o] of this.others)
      if (Date.now() - o.at > 3 * WISH_MS) this.others.delete(tab);
    const topics = [
      ...new Set([...this.mine, ...[...this.others.values()].flatMap((o) => o.topics)]),
    ].sort();
    const silent = Date.now() - this.heardAt > SILENT_MS;
    if (
      topics.join() === this.open.join() &&
      this.source &&
      this.source.readyState !== EventSource.CLOSED &&
      !silent
    )
      return;
    this.source?.close();
    this.open = topics;
    this.heardAt = Date.now();
    const source = new EventSource(routes.api.live(topics));
    this.source = source;
    source.addEventListener('message', ({ data }: MessageEvent<string>) => {
      this.heardAt = Date.now();
      const message = JSON.parse(data) as StreamLine;
      this.onMessage(message);
      this.channel?.postMessage({ message } satisfies Post);
    });
  }
}
