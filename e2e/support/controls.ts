/** An engine's controls for tests (STARBOARD_TEST_CONTROLS): its faults, its chaos, its clock. */
const control = (engine: string, name: string, body: object): Promise<Response> =>
  fetch(`${engine}/_starboard/${name}`, { method: 'POST', body: JSON.stringify(body) });

/** From now on the engine at this address has these faults, and no others. */
export const setFaults = (engine: string, ...faults: readonly object[]): Promise<Response> =>
  control(engine, 'faults', { faults });

/** From now on events come late, twice and in no order. */
export const startChaos = (engine: string, delayMs = 1500): Promise<Response> =>
  control(engine, 'faults', { chaos: { delayMs, duplicate: 0.5 } });

/** Moves the engine's clock. */
export const advanceClock = (engine: string, advanceSeconds: number): Promise<Response> =>
  control(engine, 'clock', { advanceSeconds });
