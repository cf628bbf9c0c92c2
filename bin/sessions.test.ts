import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newSessionKey, sessionKey } from './session-key';
import { Sessions } from './sessions';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let home = '';
let now = 0;
let problems: string[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'starboard-sessions-'));
  now = 1_800_000_000_000;
  problems = [];
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const open = (): Sessions =>
  new Sessions(
    home,
    () => now,
    (problem) => problems.push(problem),
  );
const file = (): string => join(home, 'sessions.json');

describe('a session', () => {
  it('lets its id in and no other, and survives a restart', () => {
    const id = open().create();
    expect(open().admit(id)).toBeDefined();
    for (const other of ['', 'x', id.slice(1), `${id}x`])
      expect(open().admit(other)).toBeUndefined();
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readFileSync(file(), 'utf8')).not.toContain(id);
  });

  it('lives thirty days after it was used last', () => {
    const sessions = open();
    let id = sessions.create();
    for (let day = 0; day < 90; day += 29) {
      now += 29 * DAY;
      id = sessions.admit(id)?.renewed ?? id;
    }
    expect(sessions.admit(id)).toBeDefined();
    now += 31 * DAY;
    expect(sessions.admit(id)).toBeUndefined();
  });

  it('gets a new id while it is used; the former is good until the new one arrived, and a minute more', () => {
    const sessions = open();
    const first = sessions.create();
    expect(sessions.admit(first)?.renewed).toBeUndefined();
    now += 11 * MINUTE;
    const second = sessions.admit(first)?.renewed ?? '';
    expect(second).not.toBe('');
    // A tab that races it is given the same; one whose answer was lost is not signed out.
    expect(sessions.admit(first)?.renewed).toBe(second);
    now += 5 * DAY;
    expect(sessions.admit(first)?.renewed).toBe(second);
    expect(sessions.admit(second)).toBeDefined();
    now += MINUTE / 2;
    expect(sessions.admit(first)).toBeDefined();
    now += MINUTE;
    expect(sessions.admit(first)).toBeUndefined();
    expect(sessions.admit(second)).toBeDefined();
  });

  it('is not lost when the dashboard dies between the new id and its arrival', () => {
    const first = open().create();
    expect(open().admit(first)).toBeDefined();
    now += 11 * MINUTE;
    const second = open().admit(first)?.renewed ?? '';
    const third = open().admit(first)?.renewed ?? '';
    expect(third).not.toBe(second);
    const after = open();
    expect(after.admit(second)).toBeDefined();
    expect(after.admit(third)).toBeDefined();
    now += 2 * MINUTE;
    // What the browser sent last is what it keeps.
    expect([first, second, third].map((id) => after.admit(id) !== undefined)).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('ends when it is signed out, alone or with all others, at once and for good', () => {
    const sessions = open();
    const [a = '', b = '', c = ''] = [1, 2, 3].map(() => sessions.create());
    sessions.end(sessions.admit(a)?.session ?? '');
    expect([a, b, c].map((id) => sessions.admit(id) !== undefined)).toEqual([false, true, true]);
    sessions.endAll();
    expect([a, b, c].filter((id) => sessions.admit(id) ?? open().admit(id))).toEqual([]);
  });

  it('does not grow without end', () => {
    const sessions = open();
    for (let i = 0; i < 210; i++) sessions.create();
    expect((JSON.parse(readFileSync(file(), 'utf8')) as unknown[]).length).toBe(200);
  });

  it.each([
    '',
    '{',
    '{}',
    'null',
    '[{}]',
    '[null]',
    '[{"name":"x","until":9e15,"ids":[{"hash":""}]}]',
  ])('signs nobody in when its file holds %j, and says so', (text) => {
    writeFileSync(file(), text);
    const sessions = open();
    for (const id of ['', 'undefined', 'null']) expect(sessions.admit(id)).toBeUndefined();
    expect(problems).toEqual([
      expect.stringMatching(/sessions\.json is (empty|damaged)\. .*sign in again/),
    ]);
    expect(sessions.admit(sessions.create())).toBeDefined();
  });
});

describe('the key of a home', () => {
  it("is new each time, and its owner's alone", () => {
    const key = newSessionKey(home);
    expect(sessionKey(home)).toBe(key);
    expect(newSessionKey(home)).not.toBe(key);
    expect(statSync(join(home, 'session-key')).mode & 0o777).toBe(0o600);
  });

  it.each(['', '\n', 'short', 'x'.repeat(33), ' '.repeat(32)])(
    'that reads %j is refused',
    (text) => {
      writeFileSync(join(home, 'session-key'), text);
      expect(() => sessionKey(home)).toThrow(
        /session-key is (empty|damaged)\. Type npx starboard open/,
      );
    },
  );
});
