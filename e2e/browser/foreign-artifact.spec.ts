import { expect, test } from '@playwright/test';
import { noViolations } from '../support/accessibility';
import { loadShape } from '../support/shapes/merge';
import { showShape } from '../support/shapes/show';

/** An artifact in a bucket of another account: the page has the statements that its bucket and its key lack. */
const PIPELINE = 'scanner_relay';
const EXECUTION = 'a88d6b12-cdd7-4c8a-a7c7-c06f1b431883';

test('an artifact that may not be read: the statements for bucket and key, ready to be pasted', async ({
  page,
}) => {
  const shown = await showShape(loadShape('codedeploy-auto-rollback'));
  const { account } = shown.server;
  shown.server.behaviour.deny.add('s3:GetObject');
  try {
    await page.goto(`${shown.dashboard}/?key=${shown.key}`);
    await page.goto(`${shown.dashboard}/pipelines/${PIPELINE}/executions/${EXECUTION}`);
    await page.getByRole('button', { name: /^Artifacts/ }).click();
    await page.getByRole('button', { name: 'Browse' }).first().click();
    const missing = page.getByRole('list', { name: 'Missing in policies' });
    await expect(missing.getByRole('listitem')).toHaveCount(2);
    const [bucket, key] = await missing.locator('pre').allTextContents();
    const principal = { AWS: `arn:aws:iam::${account}:role/Viewer` };
    expect(JSON.parse(bucket ?? '')).toMatchObject({
      Principal: principal,
      Action: ['s3:GetObject', 's3:GetObjectVersion', 's3:ListBucket'],
    });
    expect(JSON.parse(key ?? '')).toMatchObject({ Principal: principal, Action: 'kms:Decrypt' });
    await expect(page.getByText(`as a bucket of account ${account}`)).toBeVisible();
    await expect(
      missing.getByRole('button', { name: /^Copy the statement for: Key/ }),
    ).toBeVisible();
    await noViolations(page, ['light', 'dark']);

    // It could be listed, and one of its files can no longer be read.
    for (const place of Object.keys(shown.server.shape.objects ?? {}))
      Object.assign(shown.server.shape.objects ?? {}, { [place]: { 'app.js': 'start()' } });
    shown.server.behaviour.deny.clear();
    const policies = [{ where: 'Bucket policy of elsewhere', statement: '{"Effect":"Allow"}' }];
    await page.route('**/api/read/artifact-file/**', (route) =>
      route.fulfill({ status: 403, json: { kind: 'denied', message: 'Denied.', policies } }),
    );
    await page.reload();
    await page.getByRole('button', { name: /^Artifacts/ }).click();
    const bundle = page.getByRole('region', { name: 'Bundle', exact: true });
    await bundle.getByRole('button', { name: 'Browse' }).click();
    await page.getByRole('button', { name: /^app\.js/ }).click();
    await expect(page.getByRole('dialog').locator('pre')).toHaveText('{"Effect":"Allow"}');
  } finally {
    await shown.stop();
  }
});
