'use client';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { isFailure, needsPerson } from '@/lib/domain/status';
import type { Attention } from '@/lib/domain/views';

const KEY = 'sb-notify';
const CHANGED = 'starboard-notify';

const can = (): boolean => typeof Notification !== 'undefined';

function stored(): boolean {
  // A browser that keeps nothing does not notify.
  try {
    return localStorage.getItem(KEY) === 'on';
  } catch (error) {
    if (error instanceof DOMException) return false;
    throw error;
  }
}

/** Whether this browser is asked to notify, and may. */
export const notifies = (): boolean =>
  typeof window !== 'undefined' && can() && Notification.permission === 'granted' && stored();

function subscribe(listener: () => void): () => void {
  for (const name of ['storage', CHANGED]) window.addEventListener(name, listener);
  return () => {
    for (const name of ['storage', CHANGED]) window.removeEventListener(name, listener);
  };
}

export type NotifyState = 'on' | 'off' | 'denied' | 'missing';
const stateNow = (): NotifyState =>
  !can() ? 'missing' : Notification.permission === 'denied' ? 'denied' : notifies() ? 'on' : 'off';

export const useNotifyState = (): NotifyState =>
  useSyncExternalStore(subscribe, stateNow, () => 'off');

/** Turns it on or off in this browser; asks the browser's permission the first time. */
export async function setNotify(on: boolean): Promise<void> {
  const may = on && can() ? await Notification.requestPermission() : 'default';
  try {
    localStorage.setItem(KEY, on && may === 'granted' ? 'on' : 'off');
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  window.dispatchEvent(new Event(CHANGED));
}

const about = (a: Attention): string =>
  `${a.key} ${a.status.key} ${a.approval?.execution ?? a.since}`;

/** Tells of what newly needs a person while nobody looks at this tab: an approval, a failure. What was there when it was opened is no news. */
export function useNotifications(attention: readonly Attention[] | undefined): void {
  const known = useRef<Set<string> | undefined>(undefined);
  useEffect(() => {
    if (!attention) return;
    const wanted = attention.filter((a) => needsPerson(a.status) || isFailure(a.status));
    const news = known.current ? wanted.filter((a) => !known.current?.has(about(a))) : [];
    known.current = new Set(wanted.map(about));
    if (!document.hidden || !notifies()) return;
    for (const a of news) {
      // The same tag in all tabs: the browser shows one.
      const note = new Notification(`${a.title}: ${a.project} → ${a.where}`, {
        body: a.detail,
        tag: about(a),
      });
      note.addEventListener('click', () => {
        window.focus();
        window.location.assign(a.href);
        note.close();
      });
    }
  }, [attention]);
}
