import 'server-only';
import { createTwoFilesPatch } from 'diff';
import { fingerprint } from '@/lib/domain/builds/build-detail';
import { lineText } from '@/lib/domain/logs/log';
import type { LogDiff } from '@/lib/domain/logs/log-page';
import type { Connection } from '../aws/connection';
import { buildLogReader } from '../logs/build-log';
import { cache } from '../cache/cache';
import { forever } from '../cache/policy';

/** Longer logs are compared by their ends, where things go wrong. */
const MAX_LINES = 20_000;
const TIMEOUT_MS = 3000;

async function linesOf(
  connection: Connection,
  id: string,
): Promise<{ lines: string[]; left: number }> {
  const reader = await buildLogReader(connection, id);
  await reader.whole();
  const left = Math.max(0, reader.file.total - MAX_LINES);
  return { left, lines: reader.file.read(left, MAX_LINES).map((l) => lineText(l.text)) };
}

/** One log against another, without what differs from run to run: ids, times, numbers. */
export async function getLogDiff(
  connection: Connection,
  before: string,
  after: string,
): Promise<LogDiff> {
  const [a, b] = await Promise.all([linesOf(connection, before), linesOf(connection, after)]);
  return cache.read(
    ['log-diff', before, after, a.lines.length, b.lines.length],
    [],
    forever(),
    () => {
      // Lines that say the same are given the same text, so that only what is new is drawn.
      const said = new Map(a.lines.map((l) => [fingerprint(l), l]));
      const own = b.lines.map((l) => said.get(fingerprint(l)) ?? l);
      const patch = createTwoFilesPatch(
        'before',
        'after',
        `${a.lines.join('\n')}\n`,
        `${own.join('\n')}\n`,
        undefined,
        undefined,
        { context: 3, timeout: TIMEOUT_MS },
      );
      const why =
        patch === undefined
          ? 'The logs are too different to compare.'
          : a.left || b.left
            ? `Only the last ${MAX_LINES} lines of each are compared.`
            : undefined;
      return Promise.resolve({
        patch: patch ?? '',
        same: patch !== undefined && !patch.includes('\n@@'),
        why,
      });
    },
  );
}
