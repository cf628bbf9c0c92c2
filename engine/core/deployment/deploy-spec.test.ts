import { describe, expect, it } from 'vitest';
import { AGENTS } from './agent-rules';
import { inlineSpec, parseDeploySpec } from './deploy-spec';

const read = (text: string) => parseDeploySpec(text, AGENTS['1.8']);
const scripts = (hooks: readonly { readonly location: string }[]): string[] =>
  hooks.map((h) => h.location);

describe('a deploy spec', () => {
  it('maps files, and has scripts before and after', () => {
    const spec = read(`version: 0.1
files:
  - source: /index.html
    destination: /var/www/html/
permissions:
  - object: /var/www/html
    mode: 755
scripts:
  BeforeDeploy:
    - location: scripts/install_dependencies
      timeout: 300
      runas: web
  AfterDeploy:
    - location: scripts/start_server
`);
    expect(spec.install).toMatchObject({
      files: [{ source: '/index.html', destination: '/var/www/html/' }],
      permissions: [{ object: '/var/www/html', mode: '755' }],
      fileExists: 'OVERWRITE',
    });
    expect(spec.before).toEqual([
      { location: 'scripts/install_dependencies', timeoutSeconds: 300, runas: 'web', sudo: false },
    ]);
    expect(spec.after).toEqual([
      { location: 'scripts/start_server', timeoutSeconds: 3600, runas: undefined, sudo: false },
    ]);
  });

  it('may be an AppSpec file: what comes before Install runs before, the other hooks after', () => {
    const spec = read(`version: 0.0
os: linux
files: []
hooks:
  ValidateService: [{ location: check.sh }]
  ApplicationStart: [{ location: start.sh }]
  AfterInstall: [{ location: after.sh }]
  BeforeInstall: [{ location: before.sh }]
  ApplicationStop: [{ location: stop.sh }]
  AfterAllowTraffic: [{ location: traffic.sh }]
`);
    expect(scripts(spec.before)).toEqual(['stop.sh', 'before.sh']);
    expect(scripts(spec.after)).toEqual(['after.sh', 'start.sh', 'check.sh']);
  });

  it('may have neither files nor scripts', () => {
    expect(read('version: 0.1\nscripts:\n')).toMatchObject({ before: [], after: [] });
  });

  it.each([
    ['', 'is empty'],
    ['- a', 'has no keys'],
    ['version: 0.2', 'must be 0.1'],
    ['files: []', 'must be 0.1'],
    ['version: 0.1\nhooks: {}', 'only version 0.0'],
    ['version: 0.1\nscripts: [a]', 'no events'],
    ['version: 0.1\nscripts:\n  Deploy: []', 'Deploy; there are only BeforeDeploy and AfterDeploy'],
    ['version: 0.1\nfiles:\n  - source: a', 'only a source file (a)'],
    ['version: 0.1\nscripts:\n  AfterDeploy:\n    - timeout: 3', 'no location'],
    ['version: [', 'not valid YAML'],
  ])('%j is refused', (text, why) => expect(() => read(text)).toThrow(why));
});

it("an action's own words take the whole artifact into one folder, where its scripts run", () => {
  expect(
    inlineSpec({ targetDirectory: '/srv/shop', preScript: undefined, postScript: 'start.sh' }),
  ).toEqual({
    install: {
      files: [{ source: '/', destination: '/srv/shop' }],
      permissions: [],
      fileExists: 'OVERWRITE',
    },
    before: [],
    after: [{ location: 'start.sh', timeoutSeconds: 3600, runas: undefined, sudo: false }],
    directory: '/srv/shop',
  });
});
