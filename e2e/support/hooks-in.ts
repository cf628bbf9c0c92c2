import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Deployments } from '../../engine/testing/deployments';
import { missingIsolation } from '../../engine/testing/sandbox';
import { startTestEngine, type TestEngine } from '../../engine/testing/start';
import { until } from '../../engine/testing/wait';
import { keepEnv } from './keep-env';
import { ownSleep, sleeping } from './own-sleep';

export const hook = (event: string, timeout?: number): string =>
  `version: 0.0\nos: linux\nhooks:\n  ${event}:\n    - location: hook.sh\n${timeout ? `      timeout: ${timeout}\n` : ''}`;
export const script = (...lines: string[]): string => ['#!/bin/bash', ...lines, ''].join('\n');

/** One engine with one instance, in one kind of sandbox. */
interface Bed {
  readonly sandbox: 'bubblewrap' | 'process';
  readonly name: string;
  readonly test: typeof it;
  engine: TestEngine;
  deployments: Deployments;
}

/** The agent of the instance: who is told of last in its journal. */
function agentOf({ engine, deployments }: Bed): number {
  const journal = join(engine.home, 'instances', deployments.instanceId, 'journal.ndjson');
  const started = readFileSync(journal, 'utf8')
    .split('\n')
    .filter((l) => l.includes('"type":"started"'));
  return (JSON.parse(started.at(-1) ?? '{}') as { pid?: number }).pid ?? 0;
}

/** What a hook starts, and what is left of it. */
function processes(bed: Bed): void {
  const { test, sandbox } = bed;

  test('what a hook starts and leaves running goes on; all that one started goes that ran out of time', async () => {
    const application = ownSleep();
    const first = await bed.deployments.run({
      'appspec.yml': hook('ApplicationStart'),
      'hook.sh': script(`setsid nohup sleep ${application} >/dev/null 2>&1 &`),
    });
    expect(first.status).toBe('Succeeded');
    expect(sleeping(application)).toBe(1);
    const [own, daemon, hidden] = [ownSleep(), ownSleep(), ownSleep()];
    const stuck = script(
      'trap "" TERM',
      `(trap '' TERM; setsid sleep ${daemon} >/dev/null 2>&1 &)`,
      // Only a namespace finds the one that has left everything behind.
      ...(sandbox === 'bubblewrap'
        ? [`env -i PATH="$PATH" setsid bash -c 'sleep ${hidden} >/dev/null 2>&1 & disown' &`]
        : []),
      `sleep ${own}`,
      `sleep ${own}`,
    );
    const second = await bed.deployments.run({
      'appspec.yml': hook('AfterInstall', 1),
      'hook.sh': stuck,
    });
    expect(second.status).toBe('Failed');
    expect(second.message).toBe(
      'Script at specified location: hook.sh failed to complete in 1 seconds',
    );
    expect([own, daemon, hidden].map(sleeping)).toEqual([0, 0, 0]);
    expect(sleeping(application)).toBe(1);
  });

  test('who still holds the outputs of a script that has ended fails it at its timeout, and goes on', async () => {
    const seconds = ownSleep();
    const held = await bed.deployments.run({
      'appspec.yml': hook('ApplicationStart', 1),
      'hook.sh': script(`sleep ${seconds} &`, 'echo started'),
    });
    expect(held).toMatchObject({
      status: 'Failed',
      message: 'Script at specified location: hook.sh failed to close STDOUT',
    });
    expect(held.events.find((e) => e.status === 'Failed')?.diagnostics?.logTail).toContain(
      'started',
    );
    expect(sleeping(seconds)).toBe(1);
  });
}

/** Prints the log of scripts as it was before: what prints line by line is logged, and would read its own lines. */
const wholeLog = (root: string): string =>
  `log=$(cat ${root}/$DEPLOYMENT_GROUP_ID/$DEPLOYMENT_ID/logs/scripts.log); printf '%s\\n' "$log"`;

/** Where the lines of hooks are found. */
function logs(bed: Bed): void {
  const { test } = bed;

  test('its lines stand where people tail them, and its bundle is named without quotes', async () => {
    const root = '${APP_ROOT:-}/opt/codedeploy-agent/deployment-root';
    const told = await bed.deployments.run({
      'appspec.yml':
        'version: 0.0\nos: linux\nhooks:\n  AfterInstall: [{location: a.sh}]\n  ValidateService: [{location: b.sh}]\n',
      'a.sh': script('echo hello'),
      'b.sh': script(
        wholeLog(root),
        `grep "$DEPLOYMENT_ID.*hello" ${root}/deployment-logs/codedeploy-agent-deployments.log`,
        'echo "etag $BUNDLE_ETAG"',
        'exit 1',
      ),
    });
    const tail = told.events.find((e) => e.status === 'Failed')?.diagnostics?.logTail ?? '';
    expect(tail).toMatch(
      /\[stdout\]\d{4}-\d\d-\d\d \d\d:\d\d:\d\d LifecycleEvent - AfterInstall\n/,
    );
    expect(tail).toMatch(/\[stdout\]\S+ \S+ Script - a\.sh\n\[stdout\]\S+ \S+ \[stdout\]hello\n/);
    expect(tail).toMatch(/\[stdout\]\[\S+ \S+\] \[d-\w+\]\[stdout\]hello\n/);
    expect(tail).toMatch(/\[stdout\]etag [0-9a-f]{32}\n/);
  });

  test('the lines of ApplicationStop stand in the log of the deployment that runs it', async () => {
    const root = '${APP_ROOT:-}/opt/codedeploy-agent/deployment-root';
    const revision = {
      'appspec.yml':
        'version: 0.0\nos: linux\nhooks:\n  ApplicationStop: [{location: a.sh}]\n  ValidateService: [{location: b.sh}]\n',
      'a.sh': script('echo stopping'),
      'b.sh': script('true'),
    };
    expect((await bed.deployments.run(revision)).status).toBe('Succeeded');
    const told = await bed.deployments.run({
      ...revision,
      'b.sh': script(wholeLog(root), 'exit 1'),
    });
    const tail = told.events.find((e) => e.status === 'Failed')?.diagnostics?.logTail ?? '';
    expect(tail).toMatch(/\[stdout\]\S+ \S+ LifecycleEvent - ApplicationStop\n/);
    expect(tail).toMatch(/\[stdout\]\S+ \S+ \[stdout\]stopping\n/);
  });
}

/** What the instance and its group are after a deployment that failed. */
function failures(bed: Bed): void {
  const { test } = bed;

  test('after a failed deployment its files stay, and group and targets tell it: the last attempt failed, the last success is older', async () => {
    const release = (words: string, event: string, ...lines: string[]) => ({
      'appspec.yml': `${hook(event)}files:\n  - source: v.txt\n    destination: /srv/kept\n`,
      'v.txt': words,
      'hook.sh': script(...lines),
    });
    const good = await bed.deployments.run(release('one', 'ValidateService', 'true'));
    const bad = await bed.deployments.run(release('two', 'ValidateService', 'exit 3'));
    expect([good.status, bad.status]).toEqual(['Succeeded', 'Failed']);
    const { deploymentGroupInfo: group } = await bed.deployments.deploy.getDeploymentGroup({
      applicationName: bed.name,
      deploymentGroupName: 'group',
    });
    const [first, second] = await Promise.all(
      [good, bad].map(async ({ id: deploymentId }) => {
        const { deploymentInfo } = await bed.deployments.deploy.getDeployment({ deploymentId });
        return deploymentInfo;
      }),
    );
    const told = (of: typeof first) => ({
      deploymentId: of?.deploymentId,
      status: of?.status,
      createTime: of?.createTime,
      endTime: of?.completeTime,
    });
    expect(group).toMatchObject({
      lastSuccessfulDeployment: told(first),
      lastAttemptedDeployment: told(second),
      targetRevision: first?.revision,
    });
    expect([second?.status, second?.previousRevision]).toEqual(['Failed', first?.revision]);
    expect(bad.events.map((e) => [e.lifecycleEventName, e.status])).toEqual([
      ...['ApplicationStop', 'DownloadBundle', 'BeforeInstall', 'Install', 'AfterInstall'].map(
        (name) => [name, 'Succeeded'],
      ),
      ['ApplicationStart', 'Succeeded'],
      ['ValidateService', 'Failed'],
    ]);
    // The next deployment's first own hook runs before its files come: it finds the failed one's.
    const next = await bed.deployments.run(
      release('three', 'BeforeInstall', 'cat "${APP_ROOT:-}/srv/kept/v.txt"', 'exit 4'),
    );
    expect(next.events.find((e) => e.status === 'Failed')?.diagnostics?.logTail).toContain('two');
    // What came after the failed event did not run: no time, nothing said.
    expect(next.events.slice(3)).toEqual(
      ['Install', 'AfterInstall', 'ApplicationStart', 'ValidateService'].map((name) => ({
        lifecycleEventName: name,
        status: 'Skipped',
      })),
    );
  });
}

/** Agents that hear nothing. */
function blockedAgents(bed: Bed): void {
  const { test } = bed;

  test('an agent that is blocked is ended by the engine with all it runs, its deployment fails, and the next one succeeds', async () => {
    const seconds = ownSleep();
    const running = bed.deployments.run({
      'appspec.yml': hook('AfterInstall'),
      'hook.sh': script(`setsid sleep ${seconds}`),
    });
    await until('the hook runs', () => Promise.resolve(sleeping(seconds) === 1));
    process.kill(agentOf(bed), 'SIGSTOP');
    expect((await running).status).toBe('Failed');
    expect(sleeping(seconds)).toBe(0);
    const next = await bed.deployments.run({
      'appspec.yml': hook('AfterInstall'),
      'hook.sh': script('true'),
    });
    expect(next.events.map((e) => e.diagnostics?.logTail).join('')).toBe('');
    expect(next.status).toBe('Succeeded');
  });

  test('a blocked agent is gone with its application when the engine is stopped in order', async () => {
    const seconds = ownSleep();
    await bed.deployments.run({
      'appspec.yml': hook('ApplicationStart'),
      'hook.sh': script(`setsid nohup sleep ${seconds} >/dev/null 2>&1 &`),
    });
    // The script ends before the shell's child has become what it starts.
    await until('the application runs', () => Promise.resolve(sleeping(seconds) === 1));
    process.kill(agentOf(bed), 'SIGSTOP');
    await bed.engine.stop(true);
    expect(sleeping(seconds)).toBe(0);
    bed.engine = await startTestEngine(HURRIED, bed.engine.home);
  });
}

const HURRIED = { STARBOARD_GRACE_SECONDS: '0.5' };

/** What becomes of what hooks start, in one kind of sandbox. */
export function hooksIn(sandbox: Bed['sandbox']): void {
  describe(`hooks in ${sandbox}`, () => {
    const name = `hooks-${sandbox}`;
    const test = it.skipIf(sandbox === 'bubblewrap' && missingIsolation() !== undefined);
    const bed = { sandbox, name, test } as Bed;
    const putBack = keepEnv();
    beforeAll(async () => {
      process.env['STARBOARD_SANDBOX'] = sandbox;
      bed.engine = await startTestEngine(HURRIED);
      bed.deployments = new Deployments(bed.engine, name);
      await bed.deployments.prepare();
    });
    afterAll(async () => {
      await bed.engine.stop();
      putBack();
    });

    processes(bed);
    logs(bed);
    failures(bed);
    blockedAgents(bed);
  });
}
