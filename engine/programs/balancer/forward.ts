import type { Dispatcher } from 'undici';
import type { ForwardAction, RuleConfig } from '../../core/balancer/config';
import {
  APP_COOKIE,
  cookieOf,
  GROUP_COOKIE,
  heldIn,
  isHeld,
  setCookies,
  TARGET_COOKIE,
} from '../../core/balancer/cookies';
import type { IncomingMessage } from 'node:http';
import { fail, originForm, type Exchange } from './exchange';
import type { Fleet, Group } from './fleet';
import { requestHeaders, responseHeaders } from './headers';
import type { Target } from './target';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const GONE = new Error('the client has gone');
const TIMEOUTS = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT']);
const MS = 1000;

const codeOf = (error: Error): string => (error as Error & { code?: string }).code ?? '';
const textsOf = (raw: unknown): string[] =>
  Array.isArray(raw) ? raw.map((v: Buffer | string) => v.toString('latin1' as never)) : [];

/** A GET without a length has no body: its stream would end only when it is read. */
function hasBody({ headers }: IncomingMessage): boolean {
  return (
    headers['transfer-encoding'] !== undefined ||
    (headers['content-length'] !== undefined && headers['content-length'] !== '0')
  );
}

/** The target that a client's cookie names, where its group keeps clients. */
function heldTarget({ request }: Exchange, group: Group, now: number): string | undefined {
  const kept = group.stickiness;
  if (!kept) return undefined;
  const name = kept.appCookie === undefined ? TARGET_COOKIE : APP_COOKIE;
  const held = heldIn(cookieOf(request.headers.cookie, name));
  return held && isHeld(held, kept.seconds, now) ? held.to : undefined;
}

/** A request that a target is to answer: given to one after another until one has it. */
export class Forwarding {
  private readonly tried = new Set<string>();
  private isSecondRound = false;
  private abort: ((reason: Error) => void) | undefined;
  private isGone = false;
  private readonly held: string | undefined;
  private readonly headers: string[];
  private readonly canRepeat: boolean;

  constructor(
    readonly exchange: Exchange,
    readonly group: Group,
    /** What keeps the client at its target group. */
    private readonly groupCookies: readonly string[],
  ) {
    const { request, response, attributes, listener } = exchange;
    const now = Date.now();
    this.held = heldTarget(exchange, group, now);
    this.headers = requestHeaders(request, attributes, listener.port, now);
    this.canRepeat = SAFE.has(request.method ?? '') && !hasBody(request);
    response.once('close', () => {
      this.isGone = !response.writableFinished;
      if (this.isGone) this.abort?.(GONE);
    });
  }

  /** The next attempt; `status` is what is answered where there is nobody left. */
  attempt(status: number): void {
    const target = this.group.pick(this.tried, this.held);
    if (!target) return fail(this.exchange, status);
    this.tried.add(target.key);
    const { request } = this.exchange;
    const handler = new Attempt(this, target);
    target.inFlight++;
    target.pool.dispatch(
      {
        path: originForm(request.url ?? '/'),
        method: request.method as Dispatcher.HttpMethod,
        headers: this.headers,
        body: hasBody(request) ? request : null,
      },
      handler,
    );
  }

  started(abort: (reason: Error) => void): void {
    this.abort = abort;
    if (this.isGone) abort(GONE);
  }

  /** A target did not answer. What it has not got, or may get twice, another one gets. */
  failed(error: Error, wasSent: boolean): void {
    const { response } = this.exchange;
    this.abort = undefined;
    if (this.isGone) return;
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (codeOf(error) === 'UND_ERR_INVALID_ARG') return fail(this.exchange, 400);
    const status = TIMEOUTS.has(codeOf(error)) ? 504 : 502;
    if (wasSent && (!this.canRepeat || status === 504)) return fail(this.exchange, status);
    // The connection may have been an old one that the target was closing: another one is tried once.
    if (wasSent && !this.isSecondRound && !this.group.pick(this.tried)) {
      this.isSecondRound = true;
      this.tried.clear();
    }
    this.attempt(status);
  }

  /** What keeps the client at its target. */
  cookiesFor(target: Target, set: readonly string[]): string[] {
    const kept = this.group.stickiness;
    const lines = [...this.groupCookies];
    const now = Date.now();
    if (kept?.appCookie === undefined) {
      if (kept) lines.push(...setCookies(TARGET_COOKIE, target.key, kept.seconds, now));
    } else if (set.some((line) => line.startsWith(`${kept.appCookie}=`)))
      lines.push(...setCookies(APP_COOKIE, target.key, kept.seconds, now));
    return lines.flatMap((line) => ['Set-Cookie', line]);
  }
}

/** One request to one target. */
class Attempt implements Dispatcher.DispatchHandler {
  private wasSent = false;
  private sentAt = 0;

  constructor(
    private readonly forwarding: Forwarding,
    private readonly target: Target,
  ) {}

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.wasSent = true;
    this.sentAt = performance.now();
    this.forwarding.exchange.counts.sent(this.target);
    this.forwarding.started((reason) => controller.abort(reason));
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: { readonly connection?: string | string[]; readonly 'set-cookie'?: string | string[] },
    message?: string,
  ): void {
    // Told in advance: the answer is still to come.
    if (status < 200) return;
    const { response, counts, listener } = this.forwarding.exchange;
    counts.answered(this.target, status, (performance.now() - this.sentAt) / MS);
    const lines = responseHeaders(
      textsOf(controller.rawHeaders),
      headers.connection?.toString(),
      listener.attributes,
    );
    const set = [headers['set-cookie'] ?? []].flat();
    response.writeHead(status, message, [
      ...lines,
      ...this.forwarding.cookiesFor(this.target, set),
    ]);
    // With the first bytes of the body where they have come already; a stream may have none for long.
    queueMicrotask(() => {
      if (!response.writableEnded) response.flushHeaders();
    });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const { response, counts } = this.forwarding.exchange;
    counts.passed(chunk.length);
    if (response.write(chunk)) return;
    controller.pause();
    response.once('drain', () => controller.resume());
  }

  onResponseEnd(
    _controller: Dispatcher.DispatchController,
    trailers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.target.inFlight--;
    const { response } = this.forwarding.exchange;
    const lines = Object.entries(trailers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]);
    if (lines.length) response.addTrailers(lines);
    response.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.target.inFlight--;
    if (!this.wasSent) this.forwarding.exchange.counts.notReached(this.target);
    this.forwarding.failed(error, this.wasSent);
  }
}

/** Hands a request on by a rule. */
export function forward(
  exchange: Exchange,
  fleet: Fleet,
  rule: RuleConfig,
  action: ForwardAction,
): void {
  const chosen = groupOf(exchange, fleet, rule, action);
  if (!chosen) return fail(exchange, 503);
  new Forwarding(exchange, chosen.group, chosen.cookies).attempt(503);
}

/** The target group of a request, and what keeps the client at it. */
export function groupOf(
  { request }: Pick<Exchange, 'request'>,
  fleet: Fleet,
  rule: RuleConfig,
  action: ForwardAction,
): { readonly group: Group; readonly cookies: readonly string[] } | undefined {
  const seconds = action.stickySeconds;
  if (seconds === undefined) {
    const group = fleet.groupFor(rule, action);
    return group && { group, cookies: [] };
  }
  const now = Date.now();
  const held = heldIn(cookieOf(request.headers.cookie, GROUP_COOKIE));
  const holds = held && isHeld(held, seconds, now) ? held.to : undefined;
  const group = fleet.groupFor(rule, action, holds);
  if (!group) return undefined;
  // It counts from the first request: it is not set again while it holds.
  const isNew = holds !== group.config.arn;
  return { group, cookies: isNew ? setCookies(GROUP_COOKIE, group.config.arn, seconds, now) : [] };
}
