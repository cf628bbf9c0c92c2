import { CodeCommit } from '@aws-sdk/client-codecommit';
import { until } from '../../engine/testing/wait';
import { cli, type Running } from '../support/launch';
import { modeProject } from '../support/modes';
import { Project } from '../support/project';
import { addToArtifact, planned, planText } from '../support/terraform-plan';

/**
 * A team and its projects, as the tour's pictures show them. Everything in it has happened in the engine:
 * commits were pushed, built, tested, deployed, broken and rolled back.
 */
interface Author {
  readonly name: string;
  readonly email: string;
}
const author = (name: string): Author => ({
  name,
  email: `${name.split(' ')[0]?.toLowerCase() ?? ''}@halden.example`,
});
const PRIYA = author('Priya Raman');
const JONAS = author('Jonas Weber');
const ELIF = author('Elif Demir');
const AIKO = author('Aiko Tanabe');

/** A health check through a proxy that has nothing behind it. */
const NO_ANSWER = `#!/bin/sh
for i in 1 2 3; do
  echo 'curl: (22) The requested URL returned error: 502' >&2
  sleep 0.5
done
exit 22
`;

/** Edits one file of a repository by one commit, and returns its id. */
async function commit(
  { client }: Running,
  repositoryName: string,
  filePath: string,
  message: string,
  by: Author,
  edit: (text: string) => string,
): Promise<string> {
  const code = new CodeCommit(client);
  const { branch } = await code.getBranch({ repositoryName, branchName: 'main' });
  const file = await code.getFile({ repositoryName, filePath }).catch((error: Error) => {
    if (error.name === 'FileDoesNotExistException') return { fileContent: undefined };
    throw error;
  });
  const { commitId = '' } = await code.putFile({
    repositoryName,
    branchName: 'main',
    parentCommitId: branch?.commitId,
    filePath,
    ...(filePath.startsWith('scripts/') && { fileMode: 'EXECUTABLE' }),
    fileContent: Buffer.from(edit(Buffer.from(file.fileContent ?? []).toString('utf8'))),
    commitMessage: message,
    ...by,
  });
  return commitId;
}

/** Waits until the execution of this commit has the status. */
async function released(project: Project, sha: string, status: string): Promise<void> {
  const ask = async (): Promise<boolean> =>
    (await project.executions()).some(
      (e) => e.sourceRevisions?.[0]?.revisionId === sha && e.status === status,
    );
  await until(`${project.name} ${sha.slice(0, 7)} is ${status}`, ask, 120);
}

const heading = (text: string) => (page: string) =>
  page.replace(/<h1([^>]*)>[^<]*/, `<h1$1>${text}`);

async function create(running: Running, name: string, ...options: string[]): Promise<void> {
  const made = await cli(running.home, ['create', name, ...options, '--wait']);
  if (made.code !== 0) throw new Error(made.stderr || made.stdout);
}

/** The shop: a release in production, a second that was approved, a third rejected, a fourth that waits with its plan. */
async function storefront(running: Running): Promise<void> {
  const name = 'storefront-web';
  await create(running, name, '--template', 'node-express');
  const project = new Project(running, name);
  await project.approve('ApproveProduction', 'Approved', 'Checked on staging');
  await project.executionIs(await project.newest(), 'Succeeded');
  const change = (message: string, by: Author, path = 'src/page.js', edit = heading(message)) =>
    commit(running, name, path, message, by, edit);
  const gift = await change('Add gift-card field to checkout', ELIF);
  await project.stageIs(await executionOf(project, gift), 'Staging', 'Succeeded');
  await project.approve('ApproveProduction', 'Approved', 'Cart and checkout tried by hand');
  await released(project, gift, 'Succeeded');
  const cart = await change('Cart: keep line order stable when a quantity changes', PRIYA);
  await project.stageIs(await executionOf(project, cart), 'Staging', 'Succeeded');
  await project.approve('ApproveProduction', 'Rejected', 'Lines still jump on a slow network');
  const delivery = await change('Show delivery date in the cart summary', JONAS);
  await project.stageIs(await executionOf(project, delivery), 'Staging', 'Succeeded');
  await addToArtifact(running.client, name, {
    'plan.json': planText(
      planned('aws_s3_bucket.exports', ['delete'], { bucket: 'exports' }, null),
      planned('aws_sqs_queue.emails', ['create'], null, { name: 'emails' }),
      planned(
        'aws_db_instance.sessions',
        ['delete', 'create'],
        { storage_encrypted: false },
        { storage_encrypted: true },
      ),
    ),
  });
}

async function executionOf(project: Project, sha: string): Promise<string> {
  return until(
    `an execution of ${sha.slice(0, 7)}`,
    async () =>
      (await project.executions()).find((e) => e.sourceRevisions?.[0]?.revisionId === sha)
        ?.pipelineExecutionId,
    60,
  );
}

/** An API whose newest commit fails a test, for the second time. */
async function orders(running: Running): Promise<void> {
  const name = 'orders-api';
  await create(running, name, '--template', 'node-express', '--approve', 'none');
  const project = new Project(running, name);
  await project.executionIs(await project.newest(), 'Succeeded');
  const fail = (message: string, by: Author, path: string, edit: (text: string) => string) =>
    commit(running, name, path, message, by, edit);
  const first = await fail('Answer unknown orders with 410', AIKO, 'test/app.test.js', (text) =>
    text.replace('response.status, 404', 'response.status, 410'),
  );
  await released(project, first, 'Failed');
  const second = await fail(
    'Idempotency key on order create',
    PRIYA,
    'src/page.js',
    heading('Orders'),
  );
  await released(project, second, 'Failed');
}

/** A service whose release to staging breaks and is rolled back by CodeDeploy itself. */
async function payments(running: Running): Promise<void> {
  const name = 'payments-api';
  await create(running, name, '--template', 'python-service', '--approve', 'none');
  const project = new Project(running, name);
  await project.executionIs(await project.newest(), 'Succeeded');
  await project.deploy.updateDeploymentGroup({
    applicationName: name,
    currentDeploymentGroupName: 'staging',
    autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
  });
  const good = await commit(
    running,
    name,
    'service/page.py',
    'Retry a capture that answers 409 once',
    ELIF,
    (text) => `${text}\n`,
  );
  await released(project, good, 'Succeeded');
  const bad = await commit(
    running,
    name,
    'scripts/validate.sh',
    'Check health through the proxy',
    JONAS,
    () => NO_ANSWER,
  );
  await released(project, bad, 'Failed');
}

async function docs(running: Running): Promise<void> {
  await create(running, 'docs-site', '--template', 'html5-site', '--approve', 'none');
}

/** One after another: production is closed, and a commit waits to enter. */
async function catalog(running: Running): Promise<void> {
  const name = 'catalog-api';
  await create(running, name, '--template', 'plain-node');
  const project = new Project(running, name);
  await modeProject(running, name, 'QUEUED');
  const first = await project.push('Facet counts from the read replica');
  await project.stageIs(await executionOf(project, first), 'Staging', 'Succeeded');
  await project.approve('ApproveProduction', 'Approved', 'Numbers compared');
  await released(project, first, 'Succeeded');
  await project.pipeline.disableStageTransition({
    pipelineName: name,
    stageName: 'ApproveProduction',
    transitionType: 'Inbound',
    reason: 'Freeze until Monday',
  });
  for (const message of ['Sort facets by count', 'Cache facets for a minute']) {
    const sha = await project.push(message);
    await project.stageIs(await executionOf(project, sha), 'Staging', 'Succeeded');
  }
}

/** Side by side: two executions wait, each for its own approval. */
async function search(running: Running): Promise<void> {
  const name = 'search-indexer';
  await create(running, name, '--template', 'plain-node');
  const project = new Project(running, name);
  await modeProject(running, name, 'PARALLEL');
  for (const message of ['Batch deletes by tenant', 'Skip unchanged documents']) {
    const id = await executionOf(project, await project.push(message));
    // Two deployments to one group at the same time are refused.
    await until(`${message} is in staging`, async () =>
      (await project.actions(id)).some(
        (a) => a.stageName === 'Staging' && a.status === 'Succeeded',
      ),
    );
  }
}

/** All of it. */
export async function tellStory(running: Running): Promise<void> {
  await Promise.all([storefront(running), orders(running), payments(running)]);
  await Promise.all([docs(running), catalog(running), search(running)]);
}
