'use client';
import type { ChangeRequest } from '@/lib/domain/changes/change';
import { CHANGE_KINDS } from '@/lib/domain/changes/change-kinds';

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

function paramsOf(change: ChangeRequest): [string, string][] {
  const { kind, pipeline, stage, action, execution } = change;
  return Object.entries({ do: kind, on: pipeline, stage, action, execution }).filter(
    (entry): entry is [string, string] => Boolean(entry[1]),
  );
}

/** The dialog's address on the page where its button is: for a press before the page's code has loaded. */
export const changeQuery = (change: ChangeRequest): string =>
  `?${new URLSearchParams(paramsOf(change)).toString()}`;

function write(change: ChangeRequest | undefined): string {
  const url = new URL(window.location.href);
  for (const key of ['do', 'on', 'stage', 'action', 'execution']) url.searchParams.delete(key);
  for (const [key, value] of change ? paramsOf(change) : []) url.searchParams.set(key, value);
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
