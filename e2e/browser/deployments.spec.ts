import { CodeCommit } from '@aws-sdk/client-codecommit';
import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import type { Page } from '@playwright/test';
import { noViolations } from '../support/accessibility';
import type { Running } from '../support/launch';
import type { Person } from '../support/person';
import { Project } from '../support/project';
import { expect, test } from '../support/test';

/** A release breaks: it is seen, explained, undone by CodeDeploy itself, and undone by hand in three clicks. */
const NAME = 'shop';
const STAGING = { applicationName: NAME, deploymentGroupName: 'staging' } as const;
/** What a health check through a proxy prints that has nothing behind it. */
const BROKEN = `#!/bin/sh
for i in 1 2 3; do
  echo 'curl: (22) The requested URL returned error: 502' >&2
  sleep 0.6
done
exit 22
`;

/** Two good releases are live, and the group of staging rolls back what fails. */
async function releaseTwice(starboard: Running): Promise<void> {
  const shop = new Project(starboard, NAME);
  const sha = await shop.push('Good page (#213)');
  await expect
    .poll(
      async () =>
        (await shop.executions()).find((e) => e.sourceRevisions?.[0]?.revisionId === sha)?.status,
      { timeout: 60_000 },
    )
    .toBe('Succeeded');
  await shop.deploy.updateDeploymentGroup({
    applicationName: NAME,
    currentDeploymentGroupName: 'staging',
    autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
  });
}

test.describe.configure({ mode: 'serial' });
test.use({ home: { projects: { [NAME]: ['--approve', 'none'] }, prepare: releaseTwice } });

/** The newest deployments to staging, the newest first. */
async function deployed(shop: Project): Promise<DeploymentInfo[]> {
  const { deployments = [] } = await shop.deploy.listDeployments(STAGING);
  const { deploymentsInfo = [] } = await shop.deploy.batchGetDeployments({
    deploymentIds: deployments,
  });
  return deploymentsInfo.sort(
    (a, b) => (b.createTime?.getTime() ?? 0) - (a.createTime?.getTime() ?? 0),
  );
}

/** Opens what a page has for it in so many clicks at the most, and finds the target chosen: one more click rolls back. */
async function twoClicks(page: Page, person: Person, path: string, menu?: string): Promise<void> {
  await person.open(path);
  if (menu) await page.getByRole('button', { name: menu }).first().click();
  await page
    .getByRole(menu ? 'menuitem' : 'button', { name: /^Roll back/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: /^Roll back \w+ to [0-9a-f]{7}/ })).toBeVisible();
  await expect(dialog.getByText('This is not possible now')).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
}

test('roll back in three clicks: from board, project, pipeline, environment and phone', async ({
  page,
  person,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await twoClicks(page, person, '/', `Actions for ${NAME} Production`);
  await twoClicks(page, person, `/projects/${NAME}`);
  await twoClicks(page, person, `/pipelines/${NAME}`);
  await twoClicks(page, person, `/environments/${NAME}/production`);
  await page.setViewportSize({ width: 390, height: 844 });
  await twoClicks(page, person, `/environments/${NAME}/production`);
});

test('a release that breaks is explained, and rolled back by itself; both deployments name the other', async ({
  page,
  person,
  shop,
  starboard,
}) => {
  test.setTimeout(120_000);
  const code = new CodeCommit(starboard.client);
  const { branch } = await code.getBranch({ repositoryName: NAME, branchName: 'main' });
  const good = branch?.commitId?.slice(0, 7) ?? '';
  const { commitId = '' } = await code.putFile({
    repositoryName: NAME,
    branchName: 'main',
    parentCommitId: branch?.commitId,
    filePath: 'scripts/validate.sh',
    fileMode: 'EXECUTABLE',
    fileContent: Buffer.from(BROKEN),
    commitMessage: 'Broken page (#214)',
    name: 'Aiko Tanabe',
  });
  let bad: DeploymentInfo | undefined;
  await expect
    .poll(
      async () => {
        bad = (await deployed(shop)).find((d) => d.status === 'Failed');
        return bad?.rollbackInfo?.rollbackDeploymentId;
      },
      { timeout: 60_000 },
    )
    .toBeDefined();
  const id = bad?.deploymentId ?? '';
  const back = bad?.rollbackInfo?.rollbackDeploymentId ?? '';

  await page.setViewportSize({ width: 1440, height: 900 });
  await person.open(`/deployments/${id}`);
  const main = page.locator('main');
  await expect(main.getByText('ValidateService on 1 of 1:')).toBeVisible();
  await expect(main).toContainText('curl got 502 for 1 s');
  await expect(main).toContainText(commitId.slice(0, 7));
  await expect(main).toContainText('Aiko Tanabe');
  await expect(main).toContainText(`Rolled back to ${good} by ${back}`);
  await expect(main.getByRole('img', { name: 'The only host failed' })).toBeVisible();
  await noViolations(page, ['light', 'dark']);
  await page.getByRole('link', { name: back }).click();
  await expect(main).toContainText(`This is an automatic rollback of ${id}`);
  await expect(main.getByText('Succeeded').first()).toBeVisible({ timeout: 30_000 });
  await page.setViewportSize({ width: 390, height: 844 });
  await noViolations(page, ['dark']);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test('an environment deploys an earlier revision again, its bundle checked before', async ({
  page,
  person,
  shop,
}) => {
  test.setTimeout(90_000);
  await page.setViewportSize({ width: 1440, height: 900 });
  const first = (await deployed(shop)).at(-1)?.deploymentId ?? '';
  await person.open('/environments');
  await noViolations(page, ['light']);
  await page.getByRole('link', { name: `${NAME} → staging` }).click();
  await expect(page.getByRole('region', { name: 'Instances of staging' })).toContainText(
    `${NAME}-staging`,
  );
  await expect(page.getByRole('region', { name: 'Deployments to staging' })).toContainText(
    'rolls back',
  );
  await noViolations(page, ['light', 'dark']);
  await page.getByRole('button', { name: `Deploy the revision of ${first} again` }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.locator('.preflight')).toContainText('Nothing is wrong');
  await noViolations(page, ['light']);
  await dialog.getByRole('textbox').fill('The first one again');
  await dialog.getByRole('button', { name: /^Deploy [0-9a-f]{7} to staging/ }).click();
  await dialog.getByRole('link', { name: 'Show the deployment' }).click();
  await expect(page.locator('main').getByText('Succeeded').first()).toBeVisible({
    timeout: 30_000,
  });
  await expect(page.locator('main')).toContainText('“The first one again”');
});

test('an instance stops and starts from its environment', async ({ page, person }) => {
  test.setTimeout(90_000);
  await page.setViewportSize({ width: 1440, height: 900 });
  await person.open(`/environments/${NAME}/staging`);
  const instances = page.getByRole('region', { name: 'Instances of staging' });
  const dialog = page.getByRole('dialog');
  await instances.getByRole('button', { name: /^Console of i-/ }).click();
  const screen = page.getByRole('region', { name: /^Console of i-/ });
  await expect(screen).toContainText('server.js');
  await noViolations(page, ['light']);
  await screen.getByRole('button', { name: 'Close the console' }).click();
  await instances.getByRole('button', { name: /^Stop i-/ }).click();
  await dialog.getByRole('button', { name: 'Stop the instance' }).click();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(instances).toContainText('Stopped', { timeout: 30_000 });
  await instances.getByRole('button', { name: /^Start i-/ }).click();
  await dialog.getByRole('button', { name: 'Start the instance' }).click();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(instances).toContainText('Running', { timeout: 30_000 });
  await expect(page.getByText('Healthy')).toBeVisible({ timeout: 30_000 });
});

test('a fire drill breaks a release on purpose, and times the way back', async ({
  page,
  person,
}) => {
  test.setTimeout(90_000);
  await person.open(`/environments/${NAME}/staging`);
  const drills = page.getByRole('region', { name: 'Fire drill' });
  await drills.getByRole('button', { name: 'Fire drill…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Break it' }).click();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(drills).toContainText('back in', { timeout: 30_000 });
  await expect(drills).toContainText('best');
  await noViolations(page, ['light']);
});
