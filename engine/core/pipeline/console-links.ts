import { consoleHost } from '../partition';
import { typeKey } from './action-types';
import type { ActionDeclaration } from './declaration';

interface Place {
  /** The action's own. */
  readonly region: string;
  readonly config: Readonly<Record<string, string>>;
}

const old = (p: Place, service: string, path: string): string =>
  `https://${consoleHost(p.region)}/${service}/home?region=${p.region}#${path}`;
const buckets = (p: Place): string => `https://${consoleHost(p.region)}/s3/home?#`;
const repository = (p: Place): string => `/repository/${p.config['RepositoryName'] ?? ''}`;

function connection(p: Place, type: 'BRANCH' | 'COMMIT', what: string): string {
  const { ConnectionArn = '', FullRepositoryId = '' } = p.config;
  return (
    `https://${p.region}.${consoleHost(p.region)}/codesuite/settings/connections/redirect` +
    `?connectionArn=${ConnectionArn}&referenceType=${type}&FullRepositoryId=${FullRepositoryId}&${what}`
  );
}

const project = (p: Place): string =>
  old(p, 'codebuild', `/projects/${p.config['ProjectName'] ?? ''}/view`);
const build = (p: Place, id: string): string => old(p, 'codebuild', `/builds/${id}/view/new`);

interface Links {
  /** What the action is about. */
  readonly entity: (p: Place) => string;
  /** What one execution of it did. */
  readonly execution?: (p: Place, externalId: string) => string;
  readonly revision?: (p: Place, revisionId: string) => string;
}
const BUILD: Links = { entity: project, execution: build };
const BUCKET: Links = { entity: buckets };

/**
 * Where an action leads in AWS's console, in the form of published answers: GetPipelineState of 2026-09 (connection,
 * CodeBuild, CloudFormation) and of 2022-07 (CodeCommit, CodeDeploy), the user guide's samples (S3, CodeDeploy).
 * A provider that is not here has no link; an approval has none.
 */
const LINKS: Readonly<Record<string, Links>> = {
  'Source/AWS/CodeCommit/1': {
    entity: (p) =>
      old(p, 'codecommit', `${repository(p)}/browse/${p.config['BranchName'] ?? ''}/--/`),
    revision: (p, id) => old(p, 'codecommit', `${repository(p)}/commit/${id}`),
  },
  'Source/AWS/CodeStarSourceConnection/1': {
    entity: (p) => connection(p, 'BRANCH', `Branch=${p.config['BranchName'] ?? ''}`),
    revision: (p, id) => connection(p, 'COMMIT', `Commit=${id}`),
  },
  'Source/AWS/S3/1': BUCKET,
  'Deploy/AWS/S3/1': BUCKET,
  'Build/AWS/CodeBuild/1': BUILD,
  'Test/AWS/CodeBuild/1': BUILD,
  'Deploy/AWS/CloudFormation/1': { entity: (p) => old(p, 'cloudformation', '/') },
  'Deploy/AWS/CodeDeploy/1': {
    entity: (p) =>
      old(
        p,
        'codedeploy',
        `/applications/${p.config['ApplicationName'] ?? ''}/deployment-groups/${p.config['DeploymentGroupName'] ?? ''}`,
      ),
    execution: (p, id) => old(p, 'codedeploy', `/deployments/${id}`),
  },
};

function known(a: ActionDeclaration, region: string): { place: Place; links: Links } | undefined {
  const key = typeKey(a);
  const links = Object.hasOwn(LINKS, key) ? LINKS[key] : undefined;
  return links && { links, place: { region: a.region ?? region, config: a.configuration ?? {} } };
}

export function entityUrl(a: ActionDeclaration, region: string): string | undefined {
  const found = known(a, region);
  return found?.links.entity(found.place);
}

export function revisionUrl(
  a: ActionDeclaration | undefined,
  region: string,
  revisionId: string | undefined,
): string | undefined {
  const found = a && known(a, region);
  return found && revisionId ? found.links.revision?.(found.place, revisionId) : undefined;
}

/** A batch of builds has another page, whose address no published answer shows: it has none. */
export function executionUrl(
  a: ActionDeclaration | undefined,
  region: string,
  externalId: string | undefined,
): string | undefined {
  const found = a && known(a, region);
  if (!found || !externalId || a.configuration?.['BatchEnabled'] === 'true') return undefined;
  return found.links.execution?.(found.place, externalId);
}
