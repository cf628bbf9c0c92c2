import { describe, expect, it } from 'vitest';
import type { ChangeDone, ChangePreview, ChangeRequest } from '@/lib/domain/change';
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
  it('is held back for two minutes while nothing shows it, then warned of, then forgotten', () => {
    const { request, plan } = pressed('pin');
    const at = (now: number) => hiddenChange(request, plan, 'before', now);
    expect(at(MINUTE).blocked).toContain('does not show it yet');
    expect(at(3 * MINUTE)).toMatchObject({ acceptedAt: 0, warning: expect.any(String) as string });
    expect(at(3 * MINUTE).blocked).toBeUndefined();
    expect(at(11 * MINUTE)).toEqual({});
  });

  it('is shown once what was pinned has changed, for good', () => {
    const { request, plan } = pressed('pin');
    expect(hiddenChange(request, plan, 'after', MINUTE)).toEqual({});
    expect(hiddenChange(request, plan, 'before', MINUTE)).toEqual({});
  });

  it('is shown once the execution that it started is listed', () => {
    const listed: string[] = [];
    const { request, plan } = pressed({ isListed: (id) => listed.includes(id) });
    expect(hiddenChange(request, plan, 'after', MINUTE).acceptedAt).toBe(0);
    listed.push('new');
    expect(hiddenChange(request, plan, 'before', MINUTE)).toEqual({});
  });

  it('is not held back where no read can tell', () => {
    const { request, plan } = pressed(undefined);
    expect(hiddenChange(request, plan, 'before', MINUTE)).toEqual({});
  });
});
