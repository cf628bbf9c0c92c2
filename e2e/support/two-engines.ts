import { expect } from 'vitest';
import { startEngineProcess, type EngineProcess } from './engine-process';
import { newHome, removeHome } from './launch';
import { dice, play, prepare, settled, shapes } from './pipeline-script';

/** One kill in so many calls, on average. */
const EVERY = 8;

/** Plays one script on two engines and kills one of them at random moments. Their states must be equal after every call. Returns the kills and the final statuses. */
export async function compareEngines(
  calls: number,
  seed: number,
): Promise<{ kills: number; statuses: ReadonlySet<string> }> {
  const homes = [newHome(), newHome()];
  const engines: EngineProcess[] = await Promise.all(homes.map(startEngineProcess));
  let kills = 0;
  try {
    for (const e of engines) await prepare(e);
    const rolls = engines.map(() => dice(seed));
    const fate = dice(seed + 1);
    for (let i = 0; i < calls; i++) {
      const [left, right] = await Promise.all(engines.map(settled));
      expect(shapes(right ?? []), `after ${i} calls, seed ${seed}`).toEqual(shapes(left ?? []));
      await Promise.all(
        engines.map((e, n) => play(e, (n ? right : left) ?? [], rolls[n] ?? (() => 0))),
      );
      if (fate(EVERY) > 0) continue;
      kills++;
      await engines[1]?.kill();
      engines[1] = await startEngineProcess(homes[1] ?? '');
    }
    const [left, right] = await Promise.all(engines.map(settled));
    expect(shapes(right ?? []), `at the end, seed ${seed}`).toEqual(shapes(left ?? []));
    return {
      kills,
      statuses: new Set(
        (left ?? []).flatMap((s) =>
          (s.shape as { executions: { status: string; type: string }[] }).executions.flatMap(
            (e) => [e.status, e.type],
          ),
        ),
      ),
    };
  } finally {
    for (const e of engines) await e.stop();
    homes.forEach(removeHome);
  }
}
