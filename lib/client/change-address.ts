'use client';
import { CHANGE_KINDS, type ChangeKind, type ChangeRequest } from '@/lib/domain/change';

/** The dialog's request stands in the page's address: it survives a reload, can be sent to a colleague, and Back closes it. */
export function readChange(query: URLSearchParams): ChangeRequest | undefined {
  const kind = CHANGE_KINDS.find((k) => k === query.get('do'));
  const pipeline = query.get('on');
  if (!kind || !pipeline) return undefined;
  return {
    kind,
    pipeline,
    stage: query.get('stage') ?? undefined,
    action: query.get('action') ?? undefined,
    execution: query.get('execution') ?? undefined,
  };
}

function write(change: ChangeRequest | undefined): string {
  const url = new URL(window.location.href);
  for (const key of ['do', 'on', 'stage', 'action', 'execution']) url.searchParams.delete(key);
  if (change) {
    url.searchParams.set('do', change.kind satisfies ChangeKind);
    url.searchParams.set('on', change.pipeline);
    if (change.stage) url.searchParams.set('stage', change.stage);
    if (change.action) url.searchParams.set('action', change.action);
    if (change.execution) url.searchParams.set('execution', change.execution);
  }
  return `${url.pathname}${url.search}${url.hash}`;
}

const PUSHED = 'starboardChange';
const pushed = (): boolean =>
  Boolean((window.history.state as Record<string, unknown> | null)?.[PUSHED]);

/** Opens the dialog. Nothing is sent by this. */
export function openChange(change: ChangeRequest): void {
  // A state of our own alone: Next passes over one that carries its marks, and would not see the new address.
  window.history.pushState({ [PUSHED]: true }, '', write(change));
}

/** Another question in the same dialog: Back leaves it all at once. */
export function turnChange(change: ChangeRequest): void {
  window.history.replaceState({ [PUSHED]: pushed() }, '', write(change));
}

/** Closes it: back to where it was opened, or, when the address came from elsewhere, the same page without it. */
export function closeChange(): void {
  if (pushed()) window.history.back();
  else window.history.replaceState({}, '', write(undefined));
}
