import 'server-only';
import type { LogQuery } from '@/lib/domain/logs/log-query';

const MAX_COUNT = 2000;
const MAX_TEXT = 1000;

const number = (text: string | null): number | undefined =>
  text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

/** Which lines an address asks for: `from`, `count`, `known` to wait for more than that, `at` to locate a time. */
export function windowOf(address: string): {
  from: number;
  count: number;
  known: number | undefined;
  at: number | undefined;
} {
  const q = new URL(address).searchParams;
  return {
    from: number(q.get('from')) ?? 0,
    count: Math.min(number(q.get('count')) ?? 0, MAX_COUNT),
    known: number(q.get('known')),
    at: number(q.get('at')),
  };
}

export function queryOf(address: string): LogQuery {
  const q = new URL(address).searchParams;
  return {
    text: (q.get('q') ?? '').slice(0, MAX_TEXT),
    regex: q.get('regex') === '1',
    matchCase: q.get('case') === '1',
  };
}
