import { setTimeout as wait } from 'node:timers/promises';
import { PICTURE } from '../../core/picture/webp';
import { BrowserError, type Devtools } from './devtools';

/** An application may answer a while after its deployment has succeeded. */
const ANSWER_MS = 12_000;
const AGAIN_MS = 500;
/** A page that is still loading is taken as it is. */
const LOAD_MS = 6_000;
/** Scripts draw after a page has loaded. */
const SETTLE_MS = 700;
const QUALITY = 80;
const FAILING = 500;

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly url: string;
}

/** The page's own answers, the newest at last: those of what it embeds are left out. */
function answersOf(talk: Devtools, frame: () => string): { newest(): Answer | undefined } {
  let newest: Answer | undefined;
  talk.on('Network.responseReceived', ({ type, frameId, response }) => {
    if (type !== 'Document' || frameId !== frame()) return;
    const { status, mimeType, url } = (response ?? {}) as Record<string, unknown>;
    newest = { status: Number(status), type: String(mimeType), url: String(url) };
  });
  return { newest: () => newest };
}

const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : '');

/** Why what a browser has come to is no page of the application. `again`: that may be another thing in a moment. */
interface Objection {
  readonly words: string;
  readonly again: boolean;
}

function objectionTo(
  answer: Answer | undefined,
  url: string,
  shown: string,
): Objection | undefined {
  if (!answer) return { words: 'The application answered with no page.', again: true };
  if (answer.status >= FAILING)
    return { words: `The application answers ${answer.status}.`, again: true };
  if (originOf(shown) !== originOf(url))
    return { words: 'The page leads to another address.', again: false };
  return answer.type === 'text/html'
    ? undefined
    : { words: `The application answers with ${answer.type}, which is no page.`, again: false };
}

/** What a browser says of an address at which nobody listens yet. */
const NOBODY = /ERR_(?:CONNECTION_\w+|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)$/;

const notOpened = (why: string): Objection => ({
  words: `The page could not be opened: ${why}.`,
  again: NOBODY.test(why),
});

/**
 * What a browser shows at an address, as WebP. Nothing where it is no page of that address: an error of
 * the browser's own, a download, another host. Who calls sets a limit to how long all of it may take.
 */
export async function pictureBy(talk: Devtools, url: string): Promise<Buffer> {
  const { targetId } = await talk.call('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await talk.call('Target.attachToTarget', { targetId, flatten: true });
  const page = (method: string, params: object = {}): ReturnType<Devtools['call']> =>
    talk.call(method, params, String(sessionId));
  await talk.call('Browser.setDownloadBehavior', { behavior: 'deny' });
  await page('Page.enable');
  await page('Network.enable');
  await page('Emulation.setDeviceMetricsOverride', {
    width: PICTURE.width,
    height: PICTURE.height,
    deviceScaleFactor: 1,
    mobile: false,
  });
  // What asks a question waits for its answer.
  talk.on('Page.javascriptDialogOpening', () => {
    page('Page.handleJavaScriptDialog', { accept: false }).catch(() => undefined);
  });
  let frame = '';
  const answers = answersOf(talk, () => frame);
  const { frameTree } = await page('Page.getFrameTree');
  frame = String((frameTree as { frame?: { id?: unknown } } | undefined)?.frame?.id);

  const visit = async (): Promise<Objection | undefined> => {
    const loaded = new Promise<void>((resolve) => talk.on('Page.loadEventFired', () => resolve()));
    const { errorText } = await page('Page.navigate', { url });
    if (errorText !== undefined) return notOpened(String(errorText));
    await Promise.race([loaded, wait(LOAD_MS, undefined, { ref: false })]);
    await wait(SETTLE_MS);
    const tree = (await page('Page.getFrameTree'))['frameTree'] as
      { frame?: { url?: unknown; unreachableUrl?: unknown } } | undefined;
    if (tree?.frame?.unreachableUrl !== undefined) return notOpened('an error on the way');
    return objectionTo(answers.newest(), url, String(tree?.frame?.url));
  };
  const end = Date.now() + ANSWER_MS;
  for (let found = await visit(); found !== undefined; found = await visit()) {
    if (!found.again || Date.now() > end) throw new BrowserError(found.words);
    await wait(AGAIN_MS);
  }
  const { data } = await page('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  return Buffer.from(String(data), 'base64');
}
