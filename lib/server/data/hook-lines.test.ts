import { describe, expect, it } from 'vitest';
import { hookLines } from './hook-lines';

const log = ['LifecycleEvent - ApplicationStop', 'Script - scripts/stop.sh', '[stdout]stopped', 'LifecycleEvent - ApplicationStart', 'Script - scripts/start.sh', '[stderr]port 80 is in use'].map((text, at) => ({ at, text: `[2026-11-23 10:00:00.000] [d-ABCDEFGHI]${text}` }));

describe('the log of one lifecycle event', () => {
  it('is what stands between its mark and the next', () => {
    expect(hookLines(log, 'd-ABCDEFGHI', 'ApplicationStop', false).lines.map((l) => l.text)).toEqual(['$ scripts/stop.sh', 'stopped']);
    expect(hookLines(log, 'd-ABCDEFGHI', 'ApplicationStart', false).lines.map((l) => l.text)).toEqual(['$ scripts/start.sh', 'port 80 is in use']);
  });
  it('goes on where the last page ended', () => {
    const first = hookLines(log.slice(0, 5), 'd-ABCDEFGHI', 'ApplicationStart', false);
    expect(first.inside).toBe(true);
    expect(hookLines(log.slice(5), 'd-ABCDEFGHI', 'ApplicationStart', first.inside).lines).toHaveLength(1);
  });
  it('holds nothing of another deployment', () => {
    expect(hookLines(log, 'd-OTHERXXXX', 'ApplicationStart', false).lines).toEqual([]);
  });
});
