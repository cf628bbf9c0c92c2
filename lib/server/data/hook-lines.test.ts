import { describe, expect, it } from 'vitest';
import { deploymentLines } from './hook-lines';

const D = { id: 'd-ABCDEFGHI', createdAt: Date.parse('2026-11-23T10:00:00Z') };
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
    expect(deploymentLines(log, D, '').lines.map((l) => [l.event, l.text])).toEqual([
      ['ApplicationStop', '$ scripts/stop.sh'],
      ['ApplicationStop', 'stopped'],
      ['ApplicationStart', '$ scripts/start.sh'],
      ['ApplicationStart', 'port 80 is in use'],
    ]);
  });
  it('goes on where the last page ended', () => {
    const first = deploymentLines(log.slice(0, 5), D, '');
    expect(first.event).toBe('ApplicationStart');
    expect(deploymentLines(log.slice(5), D, first.event).lines).toMatchObject([
      { event: 'ApplicationStart', text: 'port 80 is in use' },
    ]);
  });
  it('holds nothing of another deployment', () => {
    expect(deploymentLines(log, { ...D, id: 'd-OTHERXXXX' }, '').lines).toEqual([]);
  });

  it("reads a deployment's own scripts.log, whose lines tell their time and no deployment", () => {
    const line = (time: string, text: string) => ({ at: 0, text: `2026-11-23 ${time} ${text}` });
    const shipped = [
      line('09:58:00', 'LifecycleEvent - ValidateService'),
      line('09:58:01', '[stdout]the deployment before'),
      line('10:00:01', 'LifecycleEvent - ApplicationStart'),
      line('10:00:01', 'Script - scripts/start.sh'),
      line('10:00:02', '[stderr]port 80 is in use'),
      line('10:02:00', '[stdout]the deployment behind'),
    ];
    const ended = { ...D, endedAt: D.createdAt + 3000 };
    expect(deploymentLines(shipped, ended, '').lines).toEqual([
      { at: D.createdAt + 1000, event: 'ApplicationStart', text: '$ scripts/start.sh' },
      { at: D.createdAt + 2000, event: 'ApplicationStart', text: 'port 80 is in use' },
    ]);
  });
});
