import { describe, expect, it } from 'vitest';
import { causeIn, causeOf, tailLines } from './failure-cause';

const at = (second: number, text: string) => ({ at: second * 1000, text });

describe('why a hook failed, in words', () => {
  it('says how long a program got the same answer', () => {
    const lines = Array.from({ length: 31 }, (_, i) =>
      at(i, '[stderr]curl: (22) The requested URL returned error: 502'),
    );
    expect(causeIn([at(0, '$ scripts/validate.sh'), ...lines])).toBe('curl got 502 for 30 s');
  });
  it('says how often where the log tells no times', () => {
    const tail = `LifecycleEvent - ValidateService\nScript - scripts/validate.sh\n${"[stderr]curl: (7) Failed to connect to localhost port 8080 after 0 ms: Couldn't connect to server\n".repeat(3)}`;
    expect(causeIn(tailLines(tail))).toBe('curl could not connect to localhost:8080 3 times');
  });
  it.each([
    [
      '2026-11-29 21:03:04 [stderr]/x/scripts/start.sh: line 3: pm2: command not found',
      'the command pm2 is not installed',
    ],
    ['[stderr]scripts/start.sh: 4: pm2: not found', 'the command pm2 is not installed'],
    [
      '[2026-11-29 21:03:04.123] [d-ABCDEFGHI][stderr]/usr/bin/env: ‘bash\\r’: No such file or directory',
      'the script has Windows line endings (CRLF)',
    ],
    [
      '[stderr]bash: ./a.sh: /bin/bash^M: bad interpreter: No such file or directory',
      'the script has Windows line endings (CRLF)',
    ],
    ["[stderr]Error: Cannot find module 'express'", 'Node.js cannot find the module express'],
    [
      '[stderr]Error: listen EADDRINUSE: address already in use :::8080',
      'port 8080 is already in use',
    ],
    [
      '[stderr]Failed to start orders.service: Unit orders.service not found.',
      'there is no service orders.service',
    ],
    ['[stderr]cp: cannot create regular file: No space left on device', 'the disk is full'],
    ['[stderr]mkdir: /srv/www: Permission denied', 'no permission for /srv/www'],
    [
      '\u001b[31m[stderr]migration 118 failed: table exists\u001b[0m',
      '“migration 118 failed: table exists”',
    ],
  ])('%j', (line, words) => {
    expect(causeIn([at(0, line)])).toBe(words);
  });
  it("quotes a program's own words where they are not known", () => {
    expect(
      causeIn([
        at(0, '[stdout]starting'),
        at(1, '[stderr]http://127.0.0.1:80/health did not become healthy at 9b03e7a: no answer'),
        at(2, '[stdout]done'),
      ]),
    ).toBe('“http://127.0.0.1:80/health did not become healthy at 9b03e7a: no answer”');
  });
  it("passes over the agent's own verdict below them", () => {
    expect(
      causeIn([
        at(0, '[stderr]GET / answered 502'),
        at(
          1,
          '[stderr]ValidateService failed: Script at specified location: a.sh failed with exit code 1',
        ),
      ]),
    ).toBe('“GET / answered 502”');
  });
  it('says nothing of a script that wrote nothing', () => {
    expect(causeIn([at(0, 'LifecycleEvent - AfterInstall'), at(0, 'Script - scripts/a.sh')])).toBe(
      undefined,
    );
  });
  it.each([
    [
      'Script at specified location: scripts/a.sh run as user deploy failed with exit code 3',
      'scripts/a.sh as deploy ended with exit code 3',
    ],
    [
      'Script at specified location: scripts/a.sh failed to complete in 60 seconds',
      'scripts/a.sh did not finish within 60 s',
    ],
    [
      'Script does not exist at specified location: /opt/codedeploy-agent/deployment-root/g/d-1/deployment-archive/scripts/a.sh',
      'scripts/a.sh is not in the revision',
    ],
    [
      'The deployment failed because a specified file already exists at this location: /opt/app/x',
      '/opt/app/x is on the instance already, and no earlier deployment put it there',
    ],
  ])("says the agent's %j in fewer words", (message, words) => {
    expect(causeOf(message, [])).toBe(words);
  });
  it("adds a script's last words to its exit code, where none of them sounds like a cause", () => {
    const message = 'Script at specified location: a.sh failed with exit code 1';
    const lines = [at(0, 'checking'), at(1, 'GET / answered 502'), at(2, `X failed: ${message}`)];
    expect(causeOf(message, lines)).toBe('a.sh ended with exit code 1 after “GET / answered 502”');
  });
  it('prefers what a script wrote to its exit code, and its time limit to both', () => {
    const lines = [at(0, '[stderr]curl: (28) Operation timed out')];
    expect(causeOf('Script at specified location: a.sh failed with exit code 1', lines)).toBe(
      'curl got no answer in time',
    );
    expect(
      causeOf('Script at specified location: a.sh failed to complete in 5 seconds', lines),
    ).toBe('a.sh did not finish within 5 s');
  });
});
