'use client';
import type { QueryClient } from '@tanstack/react-query';
import type { Problem, StreamLine } from '@/lib/domain/live/live-message';
import { applyRows, type RowsDelta } from '@/lib/domain/live/rows-delta';
import type { Upstream } from '@/lib/domain/account/upstream';
import { noteServerTime } from '../clock';
import { readKey } from '../queries/topic';
import { noteArrival } from '../queries/arrivals';
import { LiveStream } from './stream';

export interface Freshness {
  readonly readAt: number;
  readonly problem: Problem | undefined;
}

const wanted = new Map<string, number>();
const fresh = new Map<string, Freshness>();
/** What was last heard of each topic, by the server's own count. */
const sequence = new Map<string, number | undefined>();
const listeners = new Set<() => void>();
let known: Upstream | undefined;
let stream: LiveStream | undefined;
let pending = false;

const tell = (): void => {
  for (const l of listeners) l();
};

/** Whoever has not what the change is of (a tab that came later, a message that was lost) reads the whole, until the stream brings it. */
function applyDelta(
  client: QueryClient,
  key: ReturnType<typeof readKey>,
  { topic, delta, seq }: { topic: string; delta: RowsDelta; seq: number },
): void {
  const next =
    sequence.get(topic) === seq - 1 ? applyRows(client.getQueryData(key), delta) : undefined;
  sequence.set(topic, next ? seq : undefined);
  if (!next) return void client.invalidateQueries({ queryKey: key });
  client.setQueryData(key, next);
  noteArrival(topic);
}

function apply(client: QueryClient, message: StreamLine): void {
  if ('upstream' in message) {
    known = message.upstream;
    noteServerTime(message.now);
    tell();
    return;
  }
  const before = fresh.get(message.topic);
  if ('problem' in message)
    fresh.set(message.topic, { readAt: before?.readAt ?? 0, problem: message.problem });
  else {
    fresh.set(message.topic, { readAt: message.readAt, problem: undefined });
    const key = readKey(message.topic);
    if ('data' in message) {
      client.setQueryData(key, message.data);
      noteArrival(message.topic);
      sequence.set(message.topic, message.seq);
    }
    if ('delta' in message) applyDelta(client, key, message);
  }
  tell();
}

/** Topics change together when a page changes: one new stream, not one a topic. */
function announce(client: QueryClient): void {
  if (pending) return;
  pending = true;
  queueMicrotask(() => {
    pending = false;
    stream ??= new LiveStream((message) => apply(client, message));
    stream.want([...wanted.keys()].sort());
  });
}

export function wantTopic(client: QueryClient, topic: string): () => void {
  wanted.set(topic, (wanted.get(topic) ?? 0) + 1);
  announce(client);
  return () => {
    const left = (wanted.get(topic) ?? 1) - 1;
    if (left > 0) wanted.set(topic, left);
    else wanted.delete(topic);
    announce(client);
  };
}

export function subscribeFresh(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export const freshness = (topic: string): Freshness | undefined => fresh.get(topic);

/** How the server learns of changes, as it said last. */
export const knownUpstream = (): Upstream | undefined => known;
