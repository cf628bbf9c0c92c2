import type { Page } from '@playwright/test';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { NO_SOURCE_PROJECT } from '../../engine/testing/builds';
import { until } from '../../engine/testing/wait';
import { noViolations } from '../support/accessibility';
import { setFaults } from '../support/controls';
import { findLine, talking } from '../support/long-log';
import { expect, test as base } from '../support/test';

interface Fixtures {
  cb: CodeBuild;
  /** Starts a build of these commands; returns its id. */
  start: (commands: readonly string[]) => Promise<string>;
  ended: (id: string) => Promise<unknown>;
  /** Opens a build's page, signed in. */
  open: (id: string, hash?: string) => Promise<unknown>;
}

const pathOf = (id: string): string => `/builds/${encodeURIComponent(id)}`;

/** What is looked for in a build, by pointer, keyboard and on a phone: its cause, one line of a great many, its end while it comes. */
const test = base.extend<Fixtures>({
  cb: ({ starboard }, provide) => provide(new CodeBuild(starboard.client)),
  start: ({ cb }, provide) =>
    provide(async (commands) => {
      const { build } = await cb.startBuild({
        projectName: 'logs',
        buildspecOverride: JSON.stringify({
          version: '0.2',
          phases: { pre_build: { commands: ['echo prepared'] }, build: { commands } },
        }),
      });
      return build?.id ?? '';
    }),
  ended: ({ cb }, provide) =>
    provide((id) =>
      until(
        'the build ends',
        async () => (await cb.batchGetBuilds({ ids: [id] })).builds?.[0]?.buildComplete,
        120,
      ),
    ),
  open: ({ person }, provide) => provide((id, hash = '') => person.open(pathOf(id) + hash)),
});
test.use({
  viewport: { width: 1440, height: 900 },
  home: {
    prepare: ({ client }) =>
      new CodeBuild(client).createProject({ ...NO_SOURCE_PROJECT, name: 'logs' }),
  },
});

const log = (page: Page) => page.getByRole('log');

test('a failing build opens at its cause, with the command that failed', async ({
  page,
  start,
  ended,
  open,
}) => {
  const id = await start([
    'for i in $(seq 1 120); do echo "step $i"; done; echo \'Error: expected 4 to be 3\'; for i in $(seq 1 60); do echo "at frame $i"; done; exit 1',
  ]);
  await ended(id);
  await open(id);
  await expect(page.locator('.log-line.cause')).toBeInViewport();
  await expect(page.locator('.log-line.cause')).toContainText('Error: expected 4 to be 3');
  await page.keyboard.press('g');
  await page.keyboard.press('g');
  await expect(page.locator('.log-line.cause')).not.toBeInViewport();
  await page.keyboard.press('e');
  await expect(page.locator('.log-line.cause')).toBeInViewport();
  await noViolations(page);
});

test('in a long log the cause is in sight too, however high the lines around it are, near the end as well', async ({
  page,
  start,
  ended,
  open,
}) => {
  const high = 'for i in 1 2 3 4; do echo "high $(seq 1 400 | tr "\\n" " ")"; done';
  const id = await start(['seq 1 5000', `${high}; echo Error: no; ${high}; exit 1`]);
  await ended(id);
  await open(id);
  await expect(page.getByText('ended, complete')).toBeVisible();
  await expect(page.getByText('high 1 2').last()).toBeVisible();
  await expect(page.locator('.log-line.cause')).toContainText('Error: no');
  await expect(page.locator('.log-line.cause')).toBeInViewport({ ratio: 1 });
});

test('one line of a hundred thousand is found, linked to, and opened by its link, while the page holds a few hundred', async ({
  person,
  start,
  ended,
}) => {
  // Of a million: builds.long-spec.ts.
  test.setTimeout(240_000);
  const id = await start([talking(100_000)]);
  await ended(id);
  await findLine(person, pathOf(id), 100_000);
});

test('follow stays at the end, lets go when the person scrolls up, and takes hold again at the bottom', async ({
  page,
  cb,
  start,
  open,
}) => {
  const id = await start([
    'for i in $(seq 1 3000); do echo "early $i"; done; while ! [ -e /tmp/enough ]; do i=$((i+1)); for k in 1 2 3 4 5; do echo "tick $i.$k"; done; sleep 0.1; done',
  ]);
  await open(id);
  const follow = page.getByRole('switch', { name: 'Follow' });
  await expect(page.locator('.log-line').last()).toContainText(/tick \d+/);
  await expect(page.locator('.log-line').last()).toBeInViewport();
  await log(page).hover();
  await page.mouse.wheel(0, -3000);
  await expect(follow).not.toBeChecked();
  // The wheel's way takes a few frames: it is over when ten have changed nothing.
  await log(page).evaluate(async (e) => {
    for (let still = 0, last = -1; still < 10; last = e.scrollTop) {
      await new Promise(requestAnimationFrame);
      still = e.scrollTop === last ? still + 1 : 0;
    }
  });
  const at = await log(page).evaluate((e) => e.scrollTop);
  const rows = Number(await log(page).getAttribute('data-rows'));
  await expect(async () =>
    expect(Number(await log(page).getAttribute('data-rows'))).toBeGreaterThan(rows + 10),
  ).toPass();
  expect(await log(page).evaluate((e) => e.scrollTop)).toBe(at);
  await log(page).evaluate((e) => {
    e.scrollTop = e.scrollHeight;
  });
  await expect(follow).toBeChecked();
  await page.keyboard.press('f');
  await expect(follow).not.toBeChecked();
  await cb.stopBuild({ id });
  await expect(page.locator('.connection.k-pend')).toBeVisible();
});

const JUNIT =
  '<testsuite name="s"><testcase classname="cart" name="adds" time="0.2"/><testcase classname="cart" name="refunds"><failure message="expected 4 to be 3"/></testcase></testsuite>';
const tested = (junit: string, ...extra: string[]): string =>
  JSON.stringify({
    version: '0.2',
    phases: {
      build: { commands: [`printf '%s' '${junit}' > r.xml; cp r.xml "out-$STAGE.xml"`, ...extra] },
    },
    reports: { unit: { files: ['r.xml'] } },
  });

test('a build project is edited and taken back; a build is started with another value, tells its tests, is compared and run again', async ({
  page,
  person,
  cb,
  ended,
  open,
}) => {
  await cb.createProject({
    ...NO_SOURCE_PROJECT,
    name: 'shop',
    source: {
      type: 'NO_SOURCE',
      buildspec: tested(JUNIT.replace(/<failure[^>]*>/, ''), 'echo fine in 12 ms'),
    },
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/standard:7.0',
      computeType: 'BUILD_GENERAL1_SMALL',
      environmentVariables: [
        { name: 'STAGE', value: 'ci' },
        { name: 'API_TOKEN', value: 'hunter2hunter2' },
      ],
    },
  });
  await person.open('/builds/projects/shop');
  await page.getByLabel(/^Timeout, minutes/).fill('4');
  await expect(page.getByRole('button', { name: /^Save/ })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await page.getByLabel(/^Timeout, minutes/).fill('30');
  await page.getByRole('button', { name: /^Save/ }).click();
  await expect(page.getByText('shop is saved.')).toBeVisible();
  expect((await cb.batchGetProjects({ names: ['shop'] })).projects?.[0]?.timeoutInMinutes).toBe(30);
  // What can be undone stays, is told to those who cannot see it, and is reached from anywhere by a key.
  const said = page.getByRole('region', { name: 'Notifications' });
  await expect(said).toHaveAttribute('aria-live', 'polite');
  await page.keyboard.press('F6');
  await expect(said).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Undo' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('back to its earlier settings')).toBeVisible();
  await page.keyboard.press('F6');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  await expect(page.getByText('back to its earlier settings')).toBeHidden();
  expect((await cb.batchGetProjects({ names: ['shop'] })).projects?.[0]).toMatchObject({
    timeoutInMinutes: 60,
    environment: {
      environmentVariables: [
        { name: 'STAGE', value: 'ci' },
        { name: 'API_TOKEN', value: 'hunter2hunter2' },
      ],
    },
  });
  await page.getByRole('combobox', { name: /^Cache/ }).selectOption('S3');
  await expect(page.getByRole('button', { name: /^Save/ })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await page.getByLabel('Cache location').fill('caches/shop');
  await page.getByLabel(/^VPC/).fill('vpc-1');
  await page.getByLabel(/^Subnets/).fill('subnet-1, subnet-2');
  await page.getByLabel(/^Security groups/).fill('sg-1');
  await page.getByRole('button', { name: /^Save/ }).click();
  await expect(page.getByText('shop is saved.')).toBeVisible();
  expect((await cb.batchGetProjects({ names: ['shop'] })).projects?.[0]).toMatchObject({
    cache: { type: 'S3', location: 'caches/shop' },
    vpcConfig: { vpcId: 'vpc-1', subnets: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] },
  });
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('back to its earlier settings')).toBeVisible();
  const back = (await cb.batchGetProjects({ names: ['shop'] })).projects?.[0];
  expect([back?.cache, back?.vpcConfig]).toEqual([{ type: 'NO_CACHE' }, undefined]);
  const value = page.getByLabel('Value of API_TOKEN', { exact: true });
  await page.getByLabel('Name of variable 2').fill('OTHER_TOKEN');
  await page.getByRole('button', { name: /^Save/ }).click();
  await expect(page.getByText('cannot move to another name')).toBeVisible();
  await page.getByLabel('Name of variable 2').fill('API_TOKEN');
  await value.fill('another2another2');
  await page.getByRole('button', { name: /^Save/ }).click();
  await expect(
    page.getByText('This cannot be undone: the old value of API_TOKEN was never shown.'),
  ).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
  await expect(value).toHaveValue('');
  await page.getByRole('button', { name: 'Create the alarm' }).click();
  await expect(page.getByText('is notified when a build of shop fails')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Alarm on failed builds' })).toContainText('Quiet');
  await noViolations(page);

  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Start a build…' }).click();
  await dialog.getByLabel(/STAGE/).fill('other');
  await dialog.getByRole('button', { name: 'Start the build' }).click();
  await dialog.getByRole('link', { name: 'Show the build' }).click();
  await expect(page.getByText('2 passed')).toBeVisible();
  const [green = ''] = (await cb.listBuildsForProject({ projectName: 'shop' })).ids ?? [];
  expect(
    (await cb.batchGetBuilds({ ids: [green] })).builds?.[0]?.environment?.environmentVariables?.[0],
  ).toMatchObject({ name: 'STAGE', value: 'other' });
  expect(await page.content()).not.toContain('hunter2');

  const red =
    (
      await cb.startBuild({
        projectName: 'shop',
        buildspecOverride: tested(JUNIT, 'echo fine in 99 ms', 'echo something new', 'exit 1'),
      })
    ).build?.id ?? '';
  await ended(red);
  await open(red);
  const side = page.getByRole('complementary', { name: 'About this build' });
  await expect(side).toContainText('1 failed');
  await expect(side).toContainText('refunds');
  await expect(side).toContainText('First time');
  await noViolations(page);
  await page.getByRole('button', { name: 'Compare log with 1…' }).click();
  await expect(dialog).toContainText('something new');
  await expect(dialog.locator('.diff-code-insert', { hasText: 'fine in 99 ms' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Run again…' }).click();
  await dialog.getByRole('button', { name: 'Run again', exact: true }).click();
  await dialog.getByRole('link', { name: 'Show the build' }).click();
  await expect(side).toContainText('2nd time, first in build 2');
});

test('what is wrong is said at its field once it is left, and at Save, which leads to the first; mended, it is gone', async ({
  page,
  person,
  cb,
}) => {
  await cb.createProject({ ...NO_SOURCE_PROJECT, name: 'wrong' });
  await person.open('/builds/projects/wrong');
  const timeout = page.getByLabel('Timeout, minutes', { exact: true });
  const save = page.getByRole('button', { name: /^Save/ });
  const alerts = page.getByRole('form', { name: 'Settings' }).getByRole('alert');
  await timeout.fill('4');
  await expect(save).toHaveAttribute('title', 'A build may take 5 to 2160 minutes.');
  await expect(alerts).toHaveCount(0);
  await expect(timeout).not.toHaveAttribute('aria-invalid');
  await timeout.press('Tab');
  await expect(alerts).toHaveText(['A build may take 5 to 2160 minutes.']);
  await expect(timeout).toHaveAttribute('aria-invalid', 'true');
  await expect(timeout).toHaveAccessibleDescription(
    'How long a build may run: 5 to 2160. A build may take 5 to 2160 minutes.',
  );
  await noViolations(page);
  await timeout.fill('5');
  await expect(alerts).toHaveCount(0);
  await expect(timeout).not.toHaveAttribute('aria-invalid');

  await page.getByLabel('VPC', { exact: true }).fill('vpc-1');
  await page.getByLabel('Subnets', { exact: true }).fill('net');
  await page.getByLabel('Cache', { exact: true }).selectOption('LOCAL');
  await save.press('Enter');
  await expect(alerts).toHaveText([
    'A local cache keeps at least one kind of thing. Choose one.',
    'net is not a subnet ID: enter subnet-….',
    'A VPC needs 1 to 5 security groups: enter their IDs, sg-….',
  ]);
  const source = page.getByRole('checkbox', { name: 'the buildspec’s folders' });
  await expect(source).toBeFocused();
  await source.press('Space');
  await save.press('Enter');
  await expect(page.getByLabel('Subnets', { exact: true })).toBeFocused();
  await page.keyboard.type(', subnet-1');
  await expect(alerts).toHaveCount(2);
  for (const [label, value] of [
    ['Subnets', 'subnet-1'],
    ['Security groups', 'sg-1'],
  ] as const)
    await page.getByLabel(label, { exact: true }).fill(value);
  await expect(alerts).toHaveCount(0);
  await save.click();
  await expect(page.getByText('wrong is saved.')).toBeVisible();
});

test('what is typed is kept while somebody else changes the project, and what both have changed is said', async ({
  page,
  context,
  person,
  cb,
}) => {
  await cb.createProject({
    name: 'both',
    source: { type: 'NO_SOURCE', buildspec: tested(JUNIT) },
    artifacts: { type: 'NO_ARTIFACTS' },
    serviceRole: 'arn:aws:iam::000000000000:role/build',
    environment: { type: 'LINUX_CONTAINER', image: 'i', computeType: 'BUILD_GENERAL1_SMALL' },
  });
  const other = await context.newPage();
  await person.open('/builds/projects/both');
  await other.goto(page.url());
  const theirs = async (label: string | RegExp, value: string): Promise<void> => {
    await other.getByLabel(label).fill(value);
    await other.getByRole('button', { name: /^Save/ }).click();
    await expect(other.getByText('both is saved.')).toBeVisible();
  };
  await page.getByLabel('Description').fill('Mine');
  await theirs(/^Timeout, minutes/, '45');
  await expect(page.getByLabel(/^Timeout, minutes/)).toHaveValue('45');
  await expect(page.getByLabel('Description')).toHaveValue('Mine');
  await theirs('Description', 'Theirs');
  await expect(
    page.getByText('Changed by somebody else while you were typing: Description'),
  ).toBeVisible();
  await noViolations(page, ['light']);
  await page.getByRole('button', { name: /^Save/ }).click();
  await expect(page.getByText('both is saved.')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Save/ })).toHaveAttribute(
    'title',
    'nothing has been changed',
  );
  expect((await cb.batchGetProjects({ names: ['both'] })).projects?.[0]).toMatchObject({
    description: 'Mine',
    timeoutInMinutes: 45,
  });
  // The read after the saving is held back: what is typed before it comes is typed on what was saved.
  await page.route(
    '**/api/read/build-project/*',
    async (route) => {
      await page.getByLabel('Description').fill('After it');
      await route.continue();
    },
    { times: 1 },
  );
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('both is back to its earlier settings.')).toBeVisible();
  await expect(page.getByLabel('Description')).toHaveValue('After it');
  await page.getByRole('button', { name: /^Save/ }).click();
  await expect(page.getByText('both is saved.')).toBeVisible();
  expect((await cb.batchGetProjects({ names: ['both'] })).projects?.[0]?.description).toBe(
    'After it',
  );
});

test('two failures of one phase are the same only when they say the same', async ({
  page,
  cb,
  ended,
  open,
}) => {
  await cb.createProject({
    name: 'seen',
    source: { type: 'NO_SOURCE', buildspec: 'version: 0.9\nphases: {}\n' },
    artifacts: { type: 'NO_ARTIFACTS' },
    serviceRole: 'arn:aws:iam::000000000000:role/build',
    environment: { type: 'LINUX_CONTAINER', image: 'i', computeType: 'BUILD_GENERAL1_SMALL' },
  });
  for (const [buildspecOverride, said] of [
    [undefined, 'First time'],
    ['version: 0.2\nphases: {deploy: {}}\n', 'First time'],
    [undefined, '2nd time, first in build 1'],
  ] as const) {
    const id = (await cb.startBuild({ projectName: 'seen', buildspecOverride })).build?.id ?? '';
    await ended(id);
    await open(id);
    await expect(page.locator('.log-line.cause')).toContainText('YAML_FILE_ERROR');
    const side = page.getByRole('complementary', { name: 'About this build' });
    await expect(side).toContainText(said);
    await expect(side).not.toContainText('[Container]');
  }
});

test('a log that nobody kept says why there is none', async ({
  page,
  starboard,
  cb,
  start,
  ended,
  open,
}) => {
  const id =
    (
      await cb.startBuild({
        projectName: 'logs',
        logsConfigOverride: { cloudWatchLogs: { status: 'DISABLED' } },
      })
    ).build?.id ?? '';
  await ended(id);
  await open(id);
  await expect(page.getByText('CloudWatch logs are switched off')).toBeVisible();
  const kept = await start(['true']);
  await ended(kept);
  const { groupName } = (await cb.batchGetBuilds({ ids: [kept] })).builds?.[0]?.logs ?? {};
  await new CloudWatchLogs(starboard.client).deleteLogGroup({ logGroupName: groupName });
  await open(kept);
  await expect(page.getByText(`or the log group ${groupName ?? ''}, was deleted`)).toBeVisible();
  await expect(page.getByText('This log is empty.')).toBeHidden();
});

test('of many build projects each is a press away', async ({ page, person, cb }) => {
  const names = Array.from({ length: 9 }, (_, i) => `other-${i}`);
  for (const name of names) {
    await cb.createProject({ ...NO_SOURCE_PROJECT, name });
    await cb.startBuild({ projectName: name });
  }
  await person.open('/builds');
  const projects = page.locator('.meta').getByRole('link');
  await expect(projects).toHaveCount(8);
  await page.getByRole('button', { name: /^Show all \d+$/ }).click();
  for (const name of names)
    await expect(projects.filter({ hasText: new RegExp(`^${name}$`) })).toBeVisible();
});

test('a build that runs is stopped through the dialog', async ({ page, start, open }) => {
  const id = await start(['sleep 300']);
  await open(id);
  await page.getByRole('button', { name: 'Stop…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop the build' }).click();
  await expect(page.getByRole('dialog')).toContainText(/Asked build \d+ to stop/);
  await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).last().click();
  await expect(page.getByRole('heading', { level: 1 }).locator('..')).toContainText('Stopped');
});

test('a batch of a pipeline is seen whole on its execution, and its own address opens the build that failed', async ({
  page,
  person,
  starboard,
  cb,
  open,
}) => {
  const batch = { 'build-list': [{ identifier: 'web' }, { identifier: 'api' }] };
  const cc = new CodeCommit(starboard.client);
  const cp = new CodePipeline(starboard.client);
  await cc.createRepository({ repositoryName: 'two' });
  await cc.putFile({
    repositoryName: 'two',
    branchName: 'main',
    filePath: 'a',
    fileContent: Buffer.from('a'),
    commitMessage: 'First',
  });
  await new S3({ ...starboard.client, forcePathStyle: true }).createBucket({
    Bucket: 'two-artifacts',
  });
  await cb.createProject({
    name: 'two',
    source: {
      type: 'CODEPIPELINE',
      buildspec: JSON.stringify({
        version: '0.2',
        batch,
        phases: {
          build: {
            commands: [
              'echo "this is $CODEBUILD_BATCH_BUILD_IDENTIFIER"',
              '[ "$CODEBUILD_BATCH_BUILD_IDENTIFIER" = web ]',
            ],
          },
        },
      }),
    },
    artifacts: { type: 'CODEPIPELINE' },
    serviceRole: 'arn:aws:iam::000000000000:role/build',
    environment: { type: 'LINUX_CONTAINER', image: 'i', computeType: 'BUILD_GENERAL1_SMALL' },
    buildBatchConfig: { serviceRole: 'arn:aws:iam::000000000000:role/batch' },
  });
  const type = (category: 'Source' | 'Build', provider: string) => ({
    category,
    owner: 'AWS' as const,
    provider,
    version: '1',
  });
  await cp.createPipeline({
    pipeline: {
      name: 'two',
      roleArn: 'arn:aws:iam::000000000000:role/r',
      artifactStore: { type: 'S3', location: 'two-artifacts' },
      pipelineType: 'V2',
      stages: [
        {
          name: 'Source',
          actions: [
            {
              name: 'Source',
              actionTypeId: type('Source', 'CodeCommit'),
              configuration: {
                RepositoryName: 'two',
                BranchName: 'main',
                PollForSourceChanges: 'false',
              },
              outputArtifacts: [{ name: 'S' }],
            },
          ],
        },
        {
          name: 'Build',
          actions: [
            {
              name: 'Compile',
              actionTypeId: type('Build', 'CodeBuild'),
              configuration: { ProjectName: 'two', BatchEnabled: 'true' },
              inputArtifacts: [{ name: 'S' }],
            },
          ],
        },
      ],
    },
  });
  const action = await until(
    'the batch ends',
    async () =>
      (await cp.listActionExecutions({ pipelineName: 'two' })).actionExecutionDetails?.find(
        (a) => a.actionName === 'Compile' && a.status === 'Failed',
      ),
    60,
  );
  await person.open(`/pipelines/two/executions/${action.pipelineExecutionId ?? ''}`);
  await expect(page.getByText('a batch of 2')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Open api' })).toBeVisible();
  await expect(log(page).getByText('this is api')).toBeAttached();
  await noViolations(page);
  // What went well is folded in a log that failed: its own step opens it.
  await page.getByRole('button', { name: /^Succeeded web/ }).click();
  await expect(log(page).getByText('this is web')).toBeAttached();
  const batchId = action.output?.executionResult?.externalExecutionId ?? '';
  await open(batchId);
  await expect(page.getByRole('heading', { name: 'Batch' })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'api' }).first()).toHaveAttribute(
    'aria-current',
    'true',
  );
  const bad =
    (
      await cb.startBuildBatch({
        projectName: 'two',
        sourceTypeOverride: 'NO_SOURCE',
        artifactsOverride: { type: 'NO_ARTIFACTS' },
        buildspecOverride: '{"version":"0.2","phases":{"build":{"commands":["true"]}}}',
      })
    ).buildBatch?.id ?? '';
  await open(bad);
  await expect(page.getByText('The buildspec has no batch')).toBeVisible();
  await noViolations(page);
  const denied = { service: 'codebuild', operation: 'BatchGetBuildBatches', kind: 'deny' };
  await setFaults(starboard.engine, denied);
  await open(batchId);
  await expect(page.getByText('Could not check whether it is a batch')).toBeVisible();
  await person.open(`/pipelines/two/executions/${action.pipelineExecutionId ?? ''}`);
  await expect(page.getByText('The log could not be read.')).toBeVisible();
  await expect(
    page
      .getByRole('region', { name: 'Whole run' })
      .getByRole('status')
      .filter({ hasText: 'lacks codebuild:BatchGetBuildBatches' }),
  ).toBeVisible();
  await expect(page.getByText('ended, complete')).toHaveCount(0);
  await setFaults(starboard.engine);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  test('the cause is in sight, nothing is wider than the page, and a link to lines opens there', async ({
    page,
    start,
    ended,
    open,
  }) => {
    const id = await start([
      "echo 'a long line '$(seq 1 200)",
      'echo FAIL one test',
      'exit 2',
      'echo never',
    ]);
    await ended(id);
    await open(id);
    const why = page.getByRole('region', { name: /^Why build \d+ failed$/ });
    await expect(why.getByText('ended with exit status 2')).toBeInViewport();
    await why.getByRole('link', { name: /^line/ }).click();
    await expect(page.locator('.log-line.cause')).toBeInViewport();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      390,
    );
    await noViolations(page);
    await open(id, '#L3-5');
    await page.reload();
    await expect(page.locator('.log-line.linked')).toHaveCount(3);
  });
});
