import { describe, expect, it } from 'vitest';
import { activatedAlarms, overallCause, rollbackEventWords, styleWords } from './deployment';

describe('a deployment in words', () => {
  it('names the alarm that stopped it; all of the group where AWS names none', () => {
    const text = 'One or more alarms have been activated. Activated alarms: <shop-5xx>';
    expect(overallCause('ALARM_ACTIVE', text, ['shop-cpu', 'shop-5xx'])).toBe(
      'Stopped by the alarm shop-5xx.',
    );
    expect(activatedAlarms('Stopped', ['a', 'b'])).toEqual(['a', 'b']);
  });
  it("puts AWS's code into words, and keeps AWS's words for a code that is not known", () => {
    expect(overallCause('HEALTH_CONSTRAINTS', 'The overall …', [])).toMatch(/^Too many hosts/);
    expect(overallCause('NEW_CODE', 'Something new.', [])).toBe('Something new.');
  });
  it('says when a group rolls back by itself', () => {
    expect(rollbackEventWords([])).toBeUndefined();
    expect(rollbackEventWords(['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'])).toBe(
      'when a deployment fails or an alarm stops it',
    );
  });
  it('says how it goes about its hosts', () => {
    expect(styleWords('IN_PLACE', 'CodeDeployDefault.OneAtATime')).toBe('In place, one at a time');
    expect(styleWords('BLUE_GREEN', 'mine')).toBe('Blue/green, mine');
  });
});
