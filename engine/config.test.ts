import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'config-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('STARBOARD_CODEDEPLOY_AGENT', () => {
  const agentOf = (given: string | undefined): string =>
    readConfig({ STARBOARD_HOME: home, STARBOARD_CODEDEPLOY_AGENT: given }, '0.0.0').agentVersion;

  it.each([
    [undefined, '1.8'],
    ['', '1.8'],
    ['1.8', '1.8'],
    ['2', '2'],
  ])('%j is agent %s', (given, version) => expect(agentOf(given)).toBe(version));

  it.each(['1', '1.8.1', '2.0.0', 'two'])('%j is refused at the start', (given) => {
    expect(() => agentOf(given)).toThrow(ConfigError);
    expect(() => agentOf(given)).toThrow(
      `STARBOARD_CODEDEPLOY_AGENT=${given} is no CodeDeploy agent that Starboard knows. Use 1.8 or 2.`,
    );
  });
});
