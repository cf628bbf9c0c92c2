import { describe, expect, it } from 'vitest';
import { applicationStatus, openFirst } from './application';

const at = (stage: string, health: object) => ({
  environment: stage.toLowerCase(),
  stage,
  url: `http://${stage}`,
  health: { ok: false, word: '', ms: 0, ...health },
});
const live = { sha: 'a'.repeat(40), message: '', execution: 'e', at: 1 };
const read = [{ name: 'Staging', live }, { name: 'Production' }];

describe('an application', () => {
  it('has no release only once the pipeline was read and said so', () => {
    const silent = at('Production', {});
    expect(applicationStatus(undefined, silent).word).toBe('Unknown');
    expect(applicationStatus([{ name: 'Production', unread: 'denied' }], silent).word).toBe(
      'Unknown',
    );
    expect(applicationStatus(read, silent).word).toBe('No release yet');
    const asked = at('Production', { asking: true });
    expect(applicationStatus(read, asked).word).toBe('No release yet');
  });

  it('that has a release and does not answer is unhealthy; one still asked is unknown', () => {
    expect(applicationStatus(read, at('Staging', {})).word).toBe('Unhealthy');
    expect(applicationStatus(read, at('Staging', { asking: true })).word).toBe('Unknown');
    expect(applicationStatus(undefined, at('Staging', { ok: true })).word).toBe('Healthy');
  });

  it('is opened first where something was released', () => {
    const [staging, production] = [at('Staging', {}), at('Production', {})];
    expect(openFirst(undefined, [staging, production])).toBeUndefined();
    expect(openFirst([{ name: 'Staging' }], [staging, production])).toBeUndefined();
    expect(openFirst(read, [staging, production])).toBe(staging);
    const answers = at('Production', { ok: true });
    expect(openFirst(undefined, [staging, answers])).toBe(answers);
  });
});
