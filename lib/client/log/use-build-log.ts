'use client';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { FirstWindow, LogWindow } from '@/lib/domain/logs/log-page';
import type { Found } from '@/lib/domain/logs/log-query';
import { routes } from '@/lib/routes';
import { fetchJson } from '../fetch-json';
import { RemoteLog } from './remote-store';
import type { LogSource } from './source';

const given = (values: Readonly<Record<string, number | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([k, v]) => (v === undefined ? [] : [[k, String(v)]])),
  );

/**
 * A build's log: what is in sight of it is here, the rest is with the server. It stays with the build that it was first
 * called for: a page of another one has a key of its own.
 */
export function useBuildLog(id: string, first: FirstWindow | undefined): LogSource {
  const [store] = useState(
    () =>
      new RemoteLog(
        {
          window: (ask, signal) =>
            fetchJson<LogWindow>(routes.api.buildLines(id, given(ask)), signal),
        },
        first,
      ),
  );
  useEffect(() => store.start(), [store]);
  const facts = useSyncExternalStore(store.subscribe, store.snapshot, store.snapshot);
  return useMemo(
    () => ({
      ...facts,
      raw: routes.api.buildRaw(id),
      line: (i) => store.line(i),
      want: (from, to) => store.want(from, to),
      locate: (index, at) => store.locate(index, at),
      search: (q, signal) =>
        fetchJson<Found>(
          routes.api.buildSearch(id, {
            q: q.text,
            regex: q.regex ? '1' : '0',
            case: q.matchCase ? '1' : '0',
          }),
          signal,
        ),
      text: async (from, to) => (await store.lines(from, to)).map((l) => l.text).join('\n'),
    }),
    [store, facts, id],
  );
}
