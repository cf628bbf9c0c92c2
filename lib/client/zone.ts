'use client';
import { useMemo, useSyncExternalStore } from 'react';
import { clockText, momentText, zoneName, type Zone } from '@/lib/domain/zone';

const KEY = 'sb-zone';
const CHANGED = 'starboard-zone';

function read(): Zone {
  // A browser that keeps nothing shows its own zone.
  try {
    return localStorage.getItem(KEY) === 'UTC' ? 'UTC' : 'local';
  } catch {
    return 'local';
  }
}

function subscribe(listener: () => void): () => void {
  for (const name of ['storage', CHANGED]) window.addEventListener(name, listener);
  return () => {
    for (const name of ['storage', CHANGED]) window.removeEventListener(name, listener);
  };
}

/** Chooses the zone of all times on all pages, and remembers it in this browser. */
export function chooseZone(zone: Zone): void {
  try {
    if (zone === 'UTC') localStorage.setItem(KEY, zone);
    else localStorage.removeItem(KEY);
  } catch {
    // It is not remembered then.
  }
  window.dispatchEvent(new Event(CHANGED));
}

export interface Clock {
  readonly zone: Zone;
  /** `14:32:07` */ readonly clock: (at: number) => string;
  /** `28 Nov 2026, 14:32:07 CET` */ readonly moment: (at: number) => string;
  /** `CET` */ readonly name: (at: number) => string;
}

/** How this person reads times, which are in ms since the epoch. The server, which does not know, renders UTC. */
export function useZone(): Clock {
  const zone = useSyncExternalStore<Zone>(subscribe, read, () => 'UTC');
  return useMemo(
    () => ({
      zone,
      clock: (at) => clockText(at, zone),
      moment: (at) => momentText(at, zone),
      name: (at) => zoneName(at, zone),
    }),
    [zone],
  );
}

const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** IANA's name of the zone in which this person reads times: what a server needs to know where a day begins. */
export const useZoneName = (): string =>
  useSyncExternalStore(
    subscribe,
    () => (read() === 'UTC' ? 'UTC' : ownZone()),
    () => 'UTC',
  );
