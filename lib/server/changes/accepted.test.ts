import { describe, expect, it } from 'vitest';
import type { ChangeDone, ChangePreview, ChangeRequest } from '@/lib/domain/changes/change';
import { hiddenChange, rememberAccepted } from './accepted';
import type { ChangePlan } from './plan';

const MINUTE = 60_000;
let made = 0;
/** A press at time 0 of a change that nothing has been pressed of before. */
function pressed(shownBy: ChangePlan['shownBy']): { request: ChangeRequest; plan: ChangePlan } {
  const request: ChangeRequest = { kind: 'release', pipeline: `shop-${++made}` };
  const plan = { shownBy } as ChangePlan;
  const done = { watch: { executionId: 'new' } } as ChangeDone;
  rememberAccepted({ request, pin: 'before' } as ChangePreview, plan, done, 0);
  return { request, plan };
}

describe('a change that AWS accepted', () => {
  it('is held back for two minutes while nothing shows it, then warned of, then forgotten', async () => {
    const { request, plan } = pressed('pin');
    const at = (now: number) => hiddenChange(request, plan, 'before', now);
    expect((await at(MINUTE)).blocked).toContain('does not show it yet');
    expect(await at(3 * MINUTE)).toMatchObject({
      acceptedAt: 0,
      warning: expect.any(String) as string,
    });
    expect((await at(3 * MINUTE)).blocked).toBeUndefined();
    expect(await at(11 * MINUTE)).toEqual({});
  });

  it('is shown once what was pinned has changed, for good', async () => {
    const { request, plan } = pressed('pin');
    expect(await hiddenChange(request, plan, 'after', MINUTE)).toEqual({});
    expect(await hiddenChange(request, plan, 'before', MINUTE)).toEqual({});
  });

  it('is shown once the execution that it started is listed', async () => {
    const listed: string[] = [];
    const { request, plan } = pressed({ isListed: (id) => listed.includes(id) });
    expect((await hiddenChange(request, plan, 'after', MINUTE)).acceptedAt).toBe(0);
    listed.push('new');
    expect(await hiddenChange(request, plan, 'before', MINUTE)).toEqual({});
  });

  it('is shown once the build or deployment that it started is listed', async () => {
    const listed: string[] = [];
    const request: ChangeRequest = { kind: 'start-build', pipeline: 'built' };
    const plan = {
      shownBy: { isListed: (id: string) => Promise.resolve(listed.includes(id)) },
    } as ChangePlan;
    rememberAccepted(
      { request, pin: 'same' } as ChangePreview,
      plan,
      { startedId: 'b:1' } as ChangeDone,
      0,
    );
    const { blocked } = await hiddenChange(request, plan, 'same', MINUTE);
    expect(blocked).toBe('CodeBuild has accepted this and does not show it yet.');
    listed.push('b:1');
    expect(await hiddenChange(request, plan, 'same', MINUTE)).toEqual({});
  });

  it('is shown by the part of what was pinned that it changes, whatever else has changed', async () => {
    const { request } = pressed({ changes: 'before' });
    const plan = (changes: string) => ({ shownBy: { changes } }) as ChangePlan;
    expect((await hiddenChange(request, plan('before'), 'other', MINUTE)).acceptedAt).toBe(0);
    expect(await hiddenChange(request, plan('after'), 'other', MINUTE)).toEqual({});
  });

  it('is not held back where no read can tell', async () => {
    const { request, plan } = pressed(undefined);
    expect(await hiddenChange(request, plan, 'before', MINUTE)).toEqual({});
  });
});
