import 'server-only';
import { pageFacts, type PageFacts } from '@/lib/domain/projects/page-facts';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';

const TIMEOUT_MS = 2000;
/** A page's head comes first; what is behind this is not read. */
const MAX_BYTES = 64 * 1024;
/** Of one release the page says the same for long. */
const FRESH_MS = 60_000;
const MAX_REDIRECTS = 3;
const END = '</head';

/** The next address, where it is one of the same server: an application's page may lie at another path, and nowhere else. */
function nextOf(response: Response, at: string): string | undefined {
  const location = response.headers.get('location');
  if (response.status < 300 || response.status >= 400 || location === null) return undefined;
  const next = URL.canParse(location, at) ? new URL(location, at) : undefined;
  return next?.origin === new URL(at).origin ? next.href : undefined;
}

/** The beginning of a body; the rest is not waited for. */
async function beginning(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  for await (const bytes of response.body ?? []) {
    length += bytes.length;
    const more = decoder.decode(bytes, { stream: true });
    // The end of the head may be cut in two.
    const isOver = `${text.slice(-END.length)}${more}`.toLowerCase().includes(END);
    text += more;
    if (length >= MAX_BYTES || isOver) break;
  }
  return text.slice(0, MAX_BYTES);
}

async function ask(url: string): Promise<PageFacts | undefined> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  let at = url;
  for (let turn = 0; turn <= MAX_REDIRECTS; turn++) {
    const response = await fetch(at, { signal, redirect: 'manual' });
    const next = nextOf(response, at);
    const isPage = /^text\/html\b/i.test(response.headers.get('content-type') ?? '');
    if (next === undefined && response.ok && isPage) return pageFacts(await beginning(response));
    await response.body?.cancel();
    if (next === undefined) return undefined;
    at = next;
  }
  return undefined;
}

/**
 * What the page at an application's own address says of itself, of one release. Nothing where it does not answer in
 * time, or with a page. It leaves that server for no redirect.
 */
export const applicationPage = (url: string, release: string): Promise<PageFacts | undefined> =>
  cache.read(['application-page', url, release], [], moment(FRESH_MS), () =>
    // That it does not answer is what its health says.
    ask(url).catch(() => undefined),
  );
