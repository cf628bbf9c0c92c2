import { expect, test } from '@playwright/test';
import { noViolations } from '../support/accessibility';
import { mergeShapes } from '../support/shapes/merge';
import { showShape } from '../support/shapes/show';

/** A new account's quotas may be too small for a project: the wizard says so before anything is made. */
const shape = mergeShapes(['never-run']);
const quota = (ServiceCode: string, QuotaCode: string, QuotaName: string, Value: number) => ({
  when: { ServiceCode, QuotaCode },
  answer: { Quota: { ServiceCode, QuotaCode, QuotaName, Value, Adjustable: true } },
});
const EC2 = 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances';
const BUILDS = 'Concurrently running builds for Linux/Small environment';

test('the wizard says which quota is too small, with the numbers and where to ask for more', async ({
  page,
}) => {
  const shown = await showShape({
    ...shape,
    answers: {
      ...shape.answers,
      'servicequotas.GetServiceQuota': [
        quota('ec2', 'L-1216C47A', EC2, 5),
        quota('codebuild', 'L-9D07B6EF', BUILDS, 0),
      ],
      'ec2.DescribeInstances': [
        { answer: { reservationSet: [{ instancesSet: [{ instanceType: 't3.micro' }] }] } },
      ],
      'ec2.DescribeInstanceTypes': [
        {
          answer: {
            instanceTypeSet: [{ instanceType: 't3.micro', vCpuInfo: { defaultVCpus: 2 } }],
          },
        },
      ],
    },
  });
  try {
    await page.goto(`${shown.dashboard}/?key=${shown.key}`);
    await page.goto(`${shown.dashboard}/projects/new?template=plain-node`);
    const review = page.getByRole('region', { name: 'On AWS' });
    const instances = review.getByRole('alert').filter({ hasText: EC2 });
    await expect(instances).toContainText(
      `This project needs 4 EC2 vCPUs. The quota "${EC2}" is 5, with 2 in use. AWS would refuse to launch`,
    );
    await expect(instances.getByRole('link')).toHaveAttribute(
      'href',
      `https://${shape.region}.console.aws.amazon.com/servicequotas/home/services/ec2/quotas/L-1216C47A`,
    );
    await expect(review.getByRole('alert').filter({ hasText: BUILDS })).toContainText(
      'its builds fail until AWS raises the quota',
    );
    const form = page.getByRole('form', { name: 'Project' });
    await form.getByLabel('Name', { exact: true }).fill('shop');
    await form.getByLabel('Who can reach it').fill('203.0.113.7/32');
    const create = form.getByRole('button', { name: /^Create shop/ });
    await expect(create).toHaveAttribute('title', /quotas is too small/);
    await noViolations(page, ['light', 'dark']);

    // One environment fits: what is said follows the form.
    await page.getByRole('button', { name: 'Remove production' }).click();
    await expect(review.getByText('This project needs 2 EC2 vCPUs.')).toContainText(
      'is 5, with 2 in use.',
    );
    await expect(instances).toHaveCount(0);
    await expect(create).not.toHaveAttribute('title', /quota/);
    expect(shown.server.calls).not.toContain('cloudformation:CreateStack');

    // What may not be read is said, and keeps nobody from creating.
    shown.server.behaviour.deny.add('servicequotas:GetServiceQuota');
    await page.reload();
    await expect(
      review.getByText(/quota was not checked.*lacks servicequotas:GetServiceQuota/),
    ).toHaveCount(2);
    await expect(review.getByRole('alert').filter({ hasText: 'quota' })).toHaveCount(0);
  } finally {
    await shown.stop();
  }
});
