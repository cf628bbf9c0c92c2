'use client';
import { useEffect } from 'react';
import { gravest, needing, tabIcon, tabTitle, type Subject } from '@/lib/domain/tab';
import type { Status } from '@/lib/domain/status';
import type { Attention } from '@/lib/domain/views';

let count = 0;
let worst: Status | undefined;
let subject: Subject | undefined;
/** The page's title as the server gave it. */
let given = '';
let written: string | undefined;

function drawIcon(): void {
  const icon = tabIcon(subject?.status ?? worst);
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

/** Keeps the tab's title and icon as they are wanted when the page changes its own; says what needs somebody. */
export function useTab(attention: readonly Attention[]): void {
  const needed = needing(attention);
  const key = gravest(attention)?.key;
  useEffect(() => {
    count = needed;
    worst = key && { key, word: '' };
    apply();
    const observer = new MutationObserver(apply);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [needed, key]);
}

/** What the open page is about, in its tab's title and icon; nothing while it is being read. */
export function useTabSubject(about: Subject | undefined): void {
  const name = about?.name;
  const key = about?.status?.key;
  const word = about?.status?.word;
  useEffect(() => {
    if (name === undefined) return undefined;
    const status = key === undefined || word === undefined ? undefined : { key, word };
    const own: Subject = { status, name };
    subject = own;
    apply();
    return () => {
      if (subject === own) subject = undefined;
      apply();
    };
  }, [name, key, word]);
}
