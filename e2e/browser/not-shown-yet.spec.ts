import { CodeCommit } from '@aws-sdk/client-codecommit';
import { CodePipeline, type PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { noViolations } from '../support/accessibility';
import { setFaults } from '../support/controls';
import type { Running } from '../support/launch';
import { expect, test } from '../support/test';

const SHOP: PipelineDeclaration = {
  name: 'shop',
  roleArn: 'arn:aws:iam::000000000000:role/r',
  artifactStore: { type: 'S3', location: 'artifacts' },
  pipelineType: 'V2',
  stages: [
    {
      name: 'Source',
      actions: [
        {
          name: 'Source',
          actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeCommit', version: '1' },
          configuration: { RepositoryName: 'r', BranchName: 'main', PollForSourceChanges: 'false' },
          outputArtifacts: [{ name: 'S' }],
        },
      ],
    },
    {
      name: 'Gate',
      actions: [
        {
          name: 'Approve',
          actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' },
        },
      ],
    },
  ],
};

async function createPipeline({ client }: Running): Promise<void> {
  const cc = new CodeCommit(client);
  await cc.createRepository({ repositoryName: 'r' });
  await cc.putFile({
    repositoryName: 'r',
    branchName: 'main',
    filePath: 'a',
    fileContent: Buffer.from('a'),
    commitMessage: 'First',
  });
  await new S3({ ...client, forcePathStyle: true }).createBucket({ Bucket: 'artifacts' });
  await new CodePipeline(client).createPipeline({ pipeline: SHOP });
}

/** From now on the state of pipelines is read as it is read first. */
const STALE = {
  service: 'codepipeline',
  operation: 'GetPipelineState',
  kind: 'stale',
  delayMs: 600_000,
};

/** AWS's reads lag behind a press: the dialog says that it was accepted, and does not do it a second time. */
test.use({ home: { prepare: createPipeline }, ownContext: true });

test('a transition that was closed and is not shown so', async ({ page, person, starboard }) => {
  await page.clock.install();
  await setFaults(starboard.engine, STALE);
  await person.open('/pipelines/shop?do=close&on=shop&stage=Gate');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('Freeze');
  await dialog.getByRole('button', { name: 'Close Gate' }).click();
  const note = dialog.getByText('Accepted. CodePipeline does not show it yet');
  await expect(note).toBeVisible();
  await noViolations(page, ['light', 'dark']);

  // The same question meanwhile: the button is off and says why.
  await person.open('/pipelines/shop?do=close&on=shop&stage=Gate');
  await expect(dialog).toContainText('has accepted this and does not show it yet');
  await expect(dialog.getByRole('button', { name: 'Close Gate' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
});

test('after a minute a person is told, can look again, and it goes once it is shown', async ({
  page,
  person,
  starboard,
}) => {
  await page.clock.install();
  await setFaults(starboard.engine);
  await setFaults(starboard.engine, STALE);
  await person.open('/pipelines/shop?do=open&on=shop&stage=Gate');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Open Gate' }).click();
  await expect(dialog).toContainText('Accepted. CodePipeline does not show it yet');
  await page.clock.fastForward(70_000);
  await expect(dialog).toContainText('and CodePipeline still does not show it');
  const again = dialog.getByRole('button', { name: 'Look again' });
  await again.click();
  await expect(again).toBeEnabled();
  await setFaults(starboard.engine);
  await again.click();
  await expect(dialog.getByText('still does not show it')).toHaveCount(0);
  await expect(dialog).toContainText('was opened');
});
