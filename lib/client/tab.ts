'use client';
import { useEffect } from 'react';
import { tabIcon, tabTitle } from '@/lib/domain/tab';
import type { Status } from '@/lib/domain/status';

/** What the open page is about: its status and its name. */
interface Subject {
  readonly status: Status;
  readonly name: string;
}

let count = 0;
let subject: Subject | undefined;
/** The page's title as the server gave it. */
let given = '';
let written: string | undefined;

function drawIcon(): void {
  const icon = tabIcon(subject?.status);
  for (const link of document.head.querySelectorAll<HTMLLinkElement>('link[rel="icon"]')) {
    link.dataset['given'] ??= link.href;
    const wanted = icon ?? link.dataset['given'];
    if (link.href !== wanted) link.href = wanted;
  }
}

function apply(): void {
  // Whatever we have not written is the server's, of this page or of the next.
  if (document.title !== written) given = document.title;
  written = tabTitle(given, subject, count);
  if (document.title !== written) document.title = written;
  drawIcon();
}

/** Keeps the tab's title and icon as they are wanted when the page changes its own; says how many approvals wait. */
export function useTab(waiting: number): void {
  useEffect(() => {
    count = waiting;
    apply();
    const observer = new MutationObserver(apply);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [waiting]);
}

/** The open page's status and name, in its tab's title and icon; nothing while it is being read. */
export function useTabSubject(status: Status | undefined, name: string): void {
  const key = status?.key;
  const word = status?.word;
  useEffect(() => {
    if (key === undefined || word === undefined) return undefined;
    const own: Subject = { status: { key, word }, name };
    subject = own;
    apply();
    return () => {
      if (subject === own) subject = undefined;
      apply();
    };
  }, [key, word, name]);
}
