import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { DamagedFileError } from '../engine/adapters/kept-file';
import type { Connections } from './connections';
import { removeOpenPage } from './open-browser';
import {
  bodyProblem,
  hasOwnHost,
  isAction,
  NOT_SIGNED_IN,
  originProblem,
  targetOf,
  typeProblem,
  type Refusal,
} from './request-check';
import { secure } from './security-headers';
import { sessionKey } from './session-key';
import { SESSION_SECONDS, type Sessions } from './sessions';
import { signedInPage, signInPage, wrongAddressPage } from './sign-in-page';

export interface DoorOptions {
  readonly home: string;
  /** The only Host header that is accepted: name and port, as a browser writes them. */
  readonly host: string;
  readonly cookie: string;
  /** No sign-in is needed (`STARBOARD_AUTH=none`). */
  readonly open: boolean;
  readonly sessions: Sessions;
  readonly connections: Connections;
  readonly report: (problem: string) => void;
}

const SIGN_OUT = '/api/session/sign-out';
const SIGN_OUT_EVERYWHERE = '/api/session/sign-out-everywhere';
/** A refused client may go on sending this long, so that it can read the answer. */
const LINGER_MS = 1000;
const REFUSED: Refusal = { status: 400, text: 'This address is not valid.\n' };

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

/** The cookie's name. It contains the home, so that two dashboards in one browser do not share a session. */
export function cookieName(home: string, name: string): string {
  const of = createHash('sha256').update(`${name} ${home}`).digest('hex').slice(0, 12);
  return `starboard_${of}`;
}

/**
 * Decides who gets in. Checks Host, Origin, session, address and length, in this order, before Next sees a request. Next
 * never sees the session cookie.
 */
export class Door {
  private readonly origin: string;
  /** Open responses by session. Signing out ends them, event streams included. */
  private readonly answering = new Map<string, Set<ServerResponse>>();

  constructor(private readonly options: DoorOptions) {
    this.origin = `http://${options.host}`;
  }

  /** Whether a request may go on to Next; if not, it has been answered. */
  admits(request: IncomingMessage, response: ServerResponse): boolean {
    secure(request, response);
    // Nothing is upgraded here, so whatever follows the request on this connection would never be read.
    if (request.headers.upgrade !== undefined) response.shouldKeepAlive = false;
    if (!hasOwnHost(request, this.options.host)) {
      this.page(request, response, 401, wrongAddressPage);
      return false;
    }
    const url = targetOf(request);
    const problem = originProblem(request, this.origin);
    if (problem) return this.refuse(request, response, problem);
    if (url && this.signsIn(request, url, response)) return false;
    const session = this.sessionOf(request, response);
    if (session === undefined) {
      if (isAction(request)) return this.refuse(request, response, NOT_SIGNED_IN);
      this.page(request, response, 401, signInPage);
      return false;
    }
    this.options.connections.trust(request);
    const refused = url ? (bodyProblem(request) ?? typeProblem(request)) : REFUSED;
    if (refused) return this.refuse(request, response, refused);
    if (url && this.signsOut(request, url.pathname, session, response)) return false;
    this.follow(session, response);
    this.hide(request);
    return true;
  }

  /** Whether a connection may be upgraded: only for hot reload in development. */
  admitsUpgrade(request: IncomingMessage): boolean {
    const own = hasOwnHost(request, this.options.host) && request.headers.origin === this.origin;
    if (!own || !targetOf(request)?.pathname.startsWith('/_next/hmr')) return false;
    const known = this.options.open || this.options.sessions.admit(this.idOf(request));
    if (known) this.hide(request);
    return Boolean(known);
  }

  private refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): false {
    response.writeHead(refusal.status, { 'content-type': 'text/plain' }).end(refusal.text);
    this.closeUnread(request, response);
    return false;
  }

  private page(
    request: IncomingMessage,
    response: ServerResponse,
    status: number,
    of: (nonce: string) => string,
  ): void {
    const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };
    response.writeHead(status, headers).end(of(String(request.headers['x-nonce'])));
    this.closeUnread(request, response);
  }

  /** Discards an unwanted body, for a limited time. */
  private closeUnread(request: IncomingMessage, response: ServerResponse): void {
    response.once('finish', () => {
      if (request.complete) return;
      setTimeout(() => {
        if (!request.complete) request.socket.destroy();
      }, LINGER_MS).unref();
    });
  }

  private idOf(request: IncomingMessage): string {
    const cookies = (request.headers.cookie ?? '').split(/;\s*/);
    const start = `${this.options.cookie}=`;
    return cookies.find((c) => c.startsWith(start))?.slice(start.length) ?? '';
  }

  private cookie(id: string, seconds = SESSION_SECONDS): string {
    const attributes = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}`;
    return `${this.options.cookie}=${id}; ${attributes}`;
  }

  /** The session key that was printed at the start; undefined if its file is damaged. */
  private key(): string | undefined {
    try {
      return sessionKey(this.options.home);
    } catch (error) {
      if (!(error instanceof DamagedFileError)) throw error;
      this.options.report(error.message);
      return undefined;
    }
  }

  private signsIn(request: IncomingMessage, url: URL, response: ServerResponse): boolean {
    const given = url.searchParams.get('key');
    if (given === null || request.method !== 'GET') return false;
    const key = this.key();
    if (key === undefined || !same(given, key)) return false;
    url.searchParams.delete('key');
    removeOpenPage(this.options.home);
    response.setHeader('set-cookie', this.cookie(this.options.sessions.create()));
    response.setHeader('cache-control', 'no-store');
    const path = `${url.pathname}${url.search}`;
    if (request.headers['sec-fetch-site'] === 'cross-site') {
      this.page(request, response, 200, (nonce) => signedInPage(nonce, path));
    } else response.writeHead(303, { location: path }).end();
    return true;
  }

  private sessionOf(request: IncomingMessage, response: ServerResponse): string | undefined {
    const admitted = this.options.sessions.admit(this.idOf(request));
    if (admitted?.renewed !== undefined) {
      response.setHeader('set-cookie', this.cookie(admitted.renewed));
    }
    return admitted?.session ?? (this.options.open ? '' : undefined);
  }

  private signsOut(
    request: IncomingMessage,
    path: string,
    session: string,
    response: ServerResponse,
  ): boolean {
    if (path !== SIGN_OUT && path !== SIGN_OUT_EVERYWHERE) return false;
    if (request.method !== 'POST')
      return !this.refuse(request, response, { status: 405, text: '' });
    const everywhere = path === SIGN_OUT_EVERYWHERE;
    if (everywhere) this.options.sessions.endAll();
    else this.options.sessions.end(session);
    const ended = everywhere ? [...this.answering.keys()] : [session];
    for (const name of ended) for (const answer of this.answering.get(name) ?? []) answer.destroy();
    const headers = { 'set-cookie': this.cookie('', 0), 'content-type': 'application/json' };
    response.writeHead(200, headers).end('{}');
    return true;
  }

  private follow(session: string, response: ServerResponse): void {
    const answers = this.answering.get(session) ?? new Set();
    this.answering.set(session, answers.add(response));
    response.once('close', () => {
      answers.delete(response);
      if (!answers.size && this.answering.get(session) === answers) this.answering.delete(session);
    });
  }

  /** Next is told an address that is no secret; neither a page nor a log can give the name away. */
  private hide(request: IncomingMessage): void {
    const host = `127.0.0.1:${request.socket.localPort ?? 0}`;
    for (const name of Object.keys(request.headers)) {
      if (name.startsWith('x-forwarded-') || name === 'forwarded') delete request.headers[name];
    }
    delete request.headers.cookie;
    delete request.headers.referer;
    request.headers.host = host;
    if (request.headers.origin !== undefined) request.headers.origin = `http://${host}`;
  }
}
