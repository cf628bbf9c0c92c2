import { describe, expect, it } from 'vitest';
import {
  rerouteSteps,
  rerouteWarning,
  stopFleetSteps,
  terminateSteps,
  type FleetFacts,
} from './fleet-consequences';

const FACTS: FleetFacts = {
  blue: 2,
  green: 2,
  blueServing: 2,
  greenServing: 0,
  settings: { isCopied: true, rerouteMinutes: 60, terminateMinutes: 5 },
  to: { sha: 'b6f0a37'.repeat(6).slice(0, 40), message: 'New' },
  from: { sha: '17d4ce8'.repeat(6).slice(0, 40), message: 'Old' },
};

describe('rerouting', () => {
  it('says who serves afterwards, and what becomes of the old fleet', () => {
    expect(rerouteSteps(FACTS)).toEqual([
      'CodeDeploy registers 2 new instances, which run `b6f0a37`, with the load balancer, and takes 2 old instances out of it.',
      'Capacity: 2 serve now, 2 serve afterwards.',
      'The old fleet then runs without traffic for 5 min, so that traffic can go back, and is terminated.',
    ]);
    const kept = { ...FACTS, settings: { isCopied: false } };
    expect(rerouteSteps(kept)[2]).toContain('run on without traffic, and cost');
  });
  it('warns of fewer instances, of some that are gone, and of some that came late', () => {
    expect(rerouteWarning(FACTS, [], [])).toBeUndefined();
    const warning = rerouteWarning({ blue: 4, green: 2 }, ['i-1'], ['i-9']);
    expect(warning).toMatch(/i-1 is no longer .* i-9 joined .* 2 in place of 4\./);
  });
});

it('terminating takes away the quick way back', () => {
  expect(terminateSteps(FACTS).join(' ')).toMatch(
    /2 fewer run .* `17d4ce8` is then a new deployment/,
  );
});

describe('stopping', () => {
  it('before traffic was rerouted leaves the old fleet as it is', () => {
    expect(stopFleetSteps(FACTS, true)[0]).toContain('2 old instances are not touched');
    expect(stopFleetSteps(FACTS, false)[1]).toContain('may be left running');
  });
  it('afterwards goes back, or leaves both', () => {
    const rerouted = { ...FACTS, blueServing: 1, greenServing: 2 };
    expect(stopFleetSteps(rerouted, true).join(' ')).toMatch(
      /registers 2 old .* 3 serve now, 2 serve/,
    );
    expect(stopFleetSteps(rerouted, false)[0]).toContain('2 new and 1 old instances serve');
  });
});
