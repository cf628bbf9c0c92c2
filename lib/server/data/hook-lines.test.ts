import { describe, expect, it } from 'vitest';
import { deploymentLines } from './hook-lines';

const log = [
  'LifecycleEvent - ApplicationStop',
  'Script - scripts/stop.sh',
  '[stdout]stopped',
  'LifecycleEvent - ApplicationStart',
  'Script - scripts/start.sh',
  '[stderr]port 80 is in use',
].map((text, at) => ({ at, text: `[2026-11-23 10:00:00.000] [d-ABCDEFGHI]${text}` }));

describe('the log of a deployment on a target', () => {
  it('gives each line to the event whose mark stands before it', () => {
    expect(deploymentLines(log, 'd-ABCDEFGHI', '').lines.map((l) => [l.event, l.text])).toEqual([
      ['ApplicationStop', '$ scripts/stop.sh'],
      ['ApplicationStop', 'stopped'],
      ['ApplicationStart', '$ scripts/start.sh'],
      ['ApplicationStart', 'port 80 is in use'],
    ]);
  });
  it('goes on where the last page ended', () => {
    const first = deploymentLines(log.slice(0, 5), 'd-ABCDEFGHI', '');
    expect(first.event).toBe('ApplicationStart');
    expect(deploymentLines(log.slice(5), 'd-ABCDEFGHI', first.event).lines).toMatchObject([
      { event: 'ApplicationStart', text: 'port 80 is in use' },
    ]);
  });
  it('holds nothing of another deployment', () => {
    expect(deploymentLines(log, 'd-OTHERXXXX', '').lines).toEqual([]);
  });
});
