import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DamagedFileError, readKept, writeKept } from '../engine/adapters/kept-file';

const SECOND = 1000;
/** How long a session lives without being used. */
export const SESSION_SECONDS = 30 * 24 * 3600;
const ROTATE_MS = 10 * 60 * SECOND;
/** How long the former id is good once the new one was seen: other tabs may be on their way. */
const OVERLAP_MS = 60 * SECOND;
/** Browsers that are signed in; the one that was not seen for longest gives way. */
const MAX_SESSIONS = 200;
const MAX_IDS = 4;
const ID_BYTES = 32;

interface Id {
  readonly hash: string;
  readonly at: number;
  /** A browser has sent it: its answer arrived. */
  readonly seen: boolean;
  /** When it stops being good; unset while it is the newest that was seen. */
  readonly end?: number | undefined;
}

interface Session {
  /** Names it within this process and the file; no secret. */
  readonly name: string;
  readonly until: number;
  readonly ids: readonly Id[];
}

/** A session that a request belongs to, and the id its browser is to keep from now on. */
export interface Admitted {
  readonly session: string;
  readonly renewed?: string | undefined;
}

const hashOf = (id: string): string => createHash('sha256').update(id).digest('hex');
const newId = (): string => randomBytes(ID_BYTES).toString('base64url');
const isHash = (text: unknown): boolean => typeof text === 'string' && /^[0-9a-f]{64}$/.test(text);

function isSession(value: unknown): value is Session {
  const { name, until, ids } = (value ?? {}) as Partial<Session>;
  return (
    typeof name === 'string' &&
    typeof until === 'number' &&
    Array.isArray(ids) &&
    ids.every((id: Partial<Id> | null) => isHash(id?.hash) && typeof id?.at === 'number')
  );
}

function parse(text: string): Session[] | undefined {
  try {
    const all = JSON.parse(text) as unknown;
    return Array.isArray(all) && all.every(isSession) ? all : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Who is signed in: ids as hashes in a file that only its owner can read. An id is replaced while
 * it is used; the former one is good until the new one has arrived, and for a moment after it, so
 * that no tab is signed out by another.
 */
export class Sessions {
  private sessions: Session[];
  /** The text of ids that were issued and not seen yet: the same is issued to every tab. */
  private readonly pending = new Map<string, string>();
  private readonly path: string;

  constructor(
    home: string,
    private readonly now: () => number,
    report: (problem: string) => void,
  ) {
    this.path = join(home, 'sessions.json');
    this.sessions = this.load(report);
  }

  /** Signs a browser in; returns its id. */
  create(): string {
    const id = newId();
    const ids = [{ hash: hashOf(id), at: this.now(), seen: false }];
    const session = { name: newId().slice(0, 16), until: this.expiry(), ids };
    this.save([session, ...this.sessions].slice(0, MAX_SESSIONS));
    return id;
  }

  /** The session of an id, if it is good. */
  admit(id: string): Admitted | undefined {
    if (!id) return undefined;
    const hash = hashOf(id);
    const now = this.now();
    const session = this.sessions.find((s) => s.until > now && s.ids.some((i) => i.hash === hash));
    const used = session?.ids.find((i) => i.hash === hash);
    if (!session || !used || (used.end !== undefined && used.end <= now)) return undefined;
    const current = used.seen ? session : this.confirm(session, used);
    return { session: session.name, renewed: this.renewal(current, used) };
  }

  /** Signs one browser out. */
  end(session: string): void {
    this.pending.delete(session);
    this.save(this.sessions.filter((s) => s.name !== session));
  }

  /** Signs every browser out. */
  endAll(): void {
    this.pending.clear();
    this.save([]);
  }

  /** The first time that an id comes back: what was issued before it ends soon. */
  private confirm(session: Session, used: Id): Session {
    const end = this.now() + OVERLAP_MS;
    const ids = session.ids.map((i) => {
      if (i === used) return { ...i, seen: true, end: undefined };
      return i.at <= used.at ? { ...i, end: i.end ?? end } : i;
    });
    if (hashOf(this.pending.get(session.name) ?? '') === used.hash)
      this.pending.delete(session.name);
    return this.replace({ ...session, ids });
  }

  private renewal(session: Session, used: Id): string | undefined {
    const waiting = this.pending.get(session.name);
    if (waiting !== undefined) return waiting;
    const newest = Math.max(...session.ids.filter((i) => i.seen).map((i) => i.at));
    if (used.at < newest || this.now() - used.at < ROTATE_MS) return undefined;
    const id = newId();
    this.pending.set(session.name, id);
    const now = this.now();
    const good = session.ids.filter((i) => i.end === undefined || i.end > now);
    const kept = [used, ...good.filter((i) => i.hash !== used.hash)].slice(0, MAX_IDS - 1);
    const ids = [...kept, { hash: hashOf(id), at: now, seen: false }];
    this.replace({ ...session, ids, until: this.expiry() });
    return id;
  }

  private expiry(): number {
    return this.now() + SESSION_SECONDS * SECOND;
  }

  private replace(session: Session): Session {
    const others = this.sessions.filter((s) => s.name !== session.name);
    this.save([session, ...others]);
    return session;
  }

  private save(sessions: Session[]): void {
    this.sessions = sessions.filter((s) => s.until > this.now());
    writeKept(this.path, JSON.stringify(this.sessions));
  }

  private load(report: (problem: string) => void): Session[] {
    const file = {
      path: this.path,
      valid: (text: string) => parse(text) !== undefined,
      wayBack: 'It was replaced: every browser must sign in again (npx starboard open).',
    };
    try {
      return parse(readKept(file) ?? '[]') ?? [];
    } catch (error) {
      if (!(error instanceof DamagedFileError)) throw error;
      report(error.message);
      return [];
    }
  }
}
