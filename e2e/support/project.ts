import { CodeCommit } from '@aws-sdk/client-codecommit';
import { cli, type Running } from './launch';
import { Road, type Target } from './road';

/** Replaces the heading of the template's page by a commit. */
export async function pushHeading(
  client: Target['client'],
  repositoryName: string,
  heading: string,
): Promise<string> {
  const code = new CodeCommit(client);
  const filePath = 'src/page.js';
  const { branch } = await code.getBranch({ repositoryName, branchName: 'main' });
  const { fileContent } = await code.getFile({ repositoryName, filePath });
  const text = Buffer.from(fileContent ?? [])
    .toString('utf8')
    .replace(/<h1([^>]*)>[^<]*/, `<h1$1>${heading}`);
  const { commitId = '' } = await code.putFile({
    repositoryName,
    branchName: 'main',
    parentCommitId: branch?.commitId,
    filePath,
    fileContent: Buffer.from(text),
    commitMessage: heading,
  });
  return commitId;
}

/** One project in a running home: its road, and a change that is seen on its page. */
export class Project extends Road {
  constructor(
    private readonly target: Target,
    name: string,
  ) {
    super(target, name);
  }

  /** Commits a page with another heading, which is its message too; returns the commit. */
  push(heading: string): Promise<string> {
    return pushHeading(this.target.client, this.name, heading);
  }
}

/** Creates projects of the template plain-node beside each other, and waits for their first release. */
export async function createProjects(
  { home }: Pick<Running, 'home'>,
  projects: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  const made = await Promise.all(
    Object.entries(projects).map(([name, options]) =>
      cli(home, ['create', name, '--template', 'plain-node', ...options, '--wait']),
    ),
  );
  const failed = made.find((m) => m.code !== 0 || m.stderr !== '');
  if (failed) throw new Error(failed.stderr || failed.stdout);
}
