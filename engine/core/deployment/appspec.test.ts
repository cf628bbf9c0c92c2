import { describe, expect, it } from 'vitest';
import { AGENTS, AGENT_VERSIONS, type AgentVersion } from './agent-rules';
import { AppspecError, parseAppspec, type Appspec } from '../../../common/appspec';

describe('an AppSpec file for agent 1.8', () => {
  it("is read with the agent's defaults", () => {
    expect(
      parseAppspec(
        'version: 0.0\nos: linux\nfiles: [{source: /, destination: /opt/app}]\nhooks: {AfterInstall: [{location: a.sh}]}\n',
        AGENTS['1.8'],
      ),
    ).toEqual({
      files: [{ source: '/', destination: '/opt/app' }],
      fileExists: undefined,
      permissions: [],
      hooks: {
        AfterInstall: [{ location: 'a.sh', timeoutSeconds: 3600, runas: undefined, sudo: false }],
      },
    });
  });

  it('passes over an event with nothing below it', () => {
    const blank =
      'version: 0.0\nos: linux\nhooks:\n  AfterInstall:\n  ValidateService: [{location: a.sh}]\n';
    for (const version of AGENT_VERSIONS)
      expect(
        Object.entries(parseAppspec(blank, AGENTS[version]).hooks).filter(([, s]) => s.length),
      ).toEqual([['ValidateService', [expect.objectContaining({ location: 'a.sh' })]]]);
  });

  it('asks for sudo where anything but no stands for it, agent 2 where true does', () => {
    const asked = (version: AgentVersion, value: string): boolean | undefined =>
      parseAppspec(
        `version: 0.0\nos: linux\nhooks: {A: [{location: a.sh, sudo: ${value}}]}\n`,
        AGENTS[version],
      ).hooks['A']?.[0]?.sudo;
    expect(['true', 'yes', '"false"', 'no', 'false', ''].map((v) => asked('1.8', v))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(['true', 'false', ''].map((v) => asked('2', v))).toEqual([true, false, false]);
  });

  it('reads numbers as its language does', () => {
    const hooks = 'version: 0\nos: linux\nhooks: {A: [{location: " a.sh ", timeout: 5s}]}\n';
    expect(parseAppspec(hooks, AGENTS['1.8']).hooks['A']).toEqual([
      { location: 'a.sh', timeoutSeconds: 5, runas: undefined, sudo: false },
    ]);
  });

  it.each([
    ['', /was empty/],
    ['version: 1\nos: linux\n', /invalid version value \(1\)/],
    ['version: 0.0\nos: solaris\n', /unsupported operating system/],
    ['version: 0.0\nos: linux\nhooks: {A: [{timeout: 3}]}\n', /no location value/],
    ['version: 0.0\nos: linux\nhooks: {A: [{location: a, timeout: 0}]}\n', /invalid timeout/],
    ['version: "0.0"\nos: linux\n', /invalid version value \(0\.0\)/],
    ['os: linux\n', /invalid version value \(\)/],
    ['version: 0.0\nos: linux\nhooks: {A: {location: a}}\n', /the event A .* is not a list/],
    ['version: 0.0\nos: linux\nhooks: {A: [{location: a, timeout: soon}]}\n', /invalid timeout/],
    ['version: 0.0\nos: linux\nfiles: [{source: a}]\n', /only a source file \(a\)/],
    ['version: 0.0\nos: linux\nfiles: [{destination: /a}]\n', /but no source file/],
    ['version: 0.0\nos: linux\nfile_exists_behavior: MAYBE\n', /value \(MAYBE\)/],
    [
      'version: 0.0\nos: linux\nfile_exists_behavior: overwrite\n',
      /one of DISALLOW,OVERWRITE,RETAIN/,
    ],
    // Without quotes it is a number in octal: 493.
    [
      'version: 0.0\nos: linux\npermissions: [{object: /a, mode: 0755}]\n',
      /mode \(493\) .* character \(9\)/,
    ],
    [
      'version: 0.0\nos: linux\npermissions: [{object: /a, mode: 12345}]\n',
      /length of a permissions mode/,
    ],
    [
      'version: 0.0\nos: linux\npermissions: [{object: /a, type: [link]}]\n',
      /not supported for permissions \(link\)/,
    ],
    ['version: 0.0\nos: linux\npermissions: [{object: /a, acls: ["u:a:r"]}]\n', /set acls/],
    [
      'version: 0.0\nos: linux\npermissions: [{object: /a, context: {name: x, type: y}}]\n',
      /set context/,
    ],
    [
      'version: 0.0\nos: linux\npermissions: [{object: /a, context: {name: x}}]\n',
      /invalid context type \(\{"name"=>"x"\}\)/,
    ],
    ['version: 0.0\nos: linux\npermissions: [{mode: 644}]\n', /no object value/],
    ['a: [\n', /not valid YAML/],
  ])('%j is refused', (text, message) => {
    expect(() => parseAppspec(text, AGENTS['1.8'])).toThrow(AppspecError);
    expect(() => parseAppspec(text, AGENTS['1.8'])).toThrow(message);
  });
});

describe('an access control list', () => {
  const problem = 'Invalid acl entry';
  const character =
    'the access control list (ACL) named u:a:rq in the application specification file contains an invalid character (q)';
  it.each([
    ['r', problem],
    ['x:u:a:r', problem],
    ['d:d:a:r', problem],
    ['a:b:c', problem],
    ['d:u:g:a:r', problem],
    ['mask:a:r', problem],
    ['o:a:r', problem],
    ['u::r', 'Use mode to set the base acl entry (u::r)'],
    [':r', 'Use mode to set the base acl entry (:r)'],
    ['u:a:rq', character],
    // Right by itself.
    ['m:rw', 'set acls, which'],
    ['d:u::7', 'set acls, which'],
    ['d:o:r-x', 'set acls, which'],
    ['group:a:-', 'set acls, which'],
  ])('%s', (acl, words) => {
    for (const version of AGENT_VERSIONS)
      expect(() =>
        parseAppspec(
          `version: 0.0\nos: linux\npermissions: [{object: /a, acls: ["${acl}"]}]\n`,
          AGENTS[version],
        ),
      ).toThrow(words);
  });
});

/** What an agent makes of an AppSpec file: one of its values, or the reason why the deployment fails. */
function outcome(
  version: AgentVersion,
  lines: string,
  value: (appspec: Appspec) => unknown,
): unknown {
  try {
    return value(parseAppspec(lines, AGENTS[version]));
  } catch (error) {
    if (!(error instanceof AppspecError)) throw error;
    return error.message.replace('The deployment failed because ', '');
  }
}
const HEAD = 'version: 0.0\nos: linux\n';
const modes = (appspec: Appspec): unknown => appspec.permissions.map((p) => p.mode);
const events = (appspec: Appspec): unknown => appspec.hooks;
const IN_FULL = 'in the application specification file';

describe('what the agents read differently in an AppSpec file', () => {
  it.each<[string, string, (appspec: Appspec) => unknown, Record<AgentVersion, unknown>]>([
    [
      'a mode without quotes that begins with a zero',
      `${HEAD}permissions: [{object: /a, mode: 0755}]\n`,
      modes,
      { '1.8': expect.stringContaining(`(493) ${IN_FULL} contains`) as string, '2': ['0755'] },
    ],
    [
      'a mode without quotes that does not',
      `${HEAD}permissions: [{object: /a, mode: 644}]\n`,
      modes,
      { '1.8': ['644'], '2': ['644'] },
    ],
    [
      'a version in quotes',
      'version: "0.0"\nos: linux\n',
      events,
      {
        '1.8': expect.stringContaining('an invalid version value (0.0)') as string,
        '2': 'of a YAML parsing error: version: invalid type: string "0.0", expected f64 at line 1 column 10',
      },
    ],
    [
      'another version',
      'version: 1.0\nos: linux\n',
      events,
      {
        '1.8': expect.stringContaining('an invalid version value (1)') as string,
        '2': expect.stringContaining('an invalid version value (1)') as string,
      },
    ],
    [
      'no version',
      'os: linux\n',
      events,
      {
        '1.8': expect.stringContaining('an invalid version value ()') as string,
        '2': 'of a YAML parsing error: missing field `version`',
      },
    ],
    [
      'a timeout that only begins with a number',
      `${HEAD}hooks: {A: [{location: a, timeout: 5s}]}\n`,
      (appspec) => appspec.hooks['A']?.[0]?.timeoutSeconds,
      {
        '1.8': 5,
        '2': 'of a YAML parsing error: timeout: invalid type: string "5s", expected u32 at line 3 column 36',
      },
    ],
    [
      'a timeout of nothing',
      `${HEAD}hooks: {A: [{location: a, timeout: 0}]}\n`,
      events,
      {
        '1.8': expect.stringContaining('an invalid timeout value') as string,
        '2': expect.stringContaining('an invalid timeout value') as string,
      },
    ],
    [
      'a timeout that is left empty',
      `${HEAD}hooks:\n  A:\n    - location: a\n      timeout:\n`,
      (appspec) => appspec.hooks['A']?.[0]?.timeoutSeconds,
      { '1.8': 3600, '2': 3600 },
    ],
    [
      'a user of no letters',
      `${HEAD}hooks: {A: [{location: a, runas: " "}]}\n`,
      (appspec) => appspec.hooks['A']?.[0]?.runas,
      { '1.8': '', '2': undefined },
    ],
    [
      'words that YAML 1.1 takes for others',
      `${HEAD}files: [{source: on, destination: /srv/1_000}]\n`,
      (appspec) => appspec.files[0]?.source,
      { '1.8': 'true', '2': 'on' },
    ],
    [
      'what is no YAML',
      'a: [\n',
      events,
      {
        '1.8': expect.stringContaining('is not valid YAML') as string,
        '2': expect.stringContaining('of a YAML parsing error: ') as string,
      },
    ],
  ])('%s', (_what, lines, value, expected) => {
    for (const version of AGENT_VERSIONS)
      expect(outcome(version, lines, value), `agent ${version}`).toEqual(expected[version]);
  });
});
