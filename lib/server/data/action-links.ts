import 'server-only';
import type {
  ActionDeclaration,
  ActionExecutionDetail,
  ActionState,
} from '@aws-sdk/client-codepipeline';
import type { AwsPlace } from '@/lib/domain/account/aws-object';
import { consoleLink, isConsoleLink } from '@/lib/domain/account/console-links';
import { routes } from '@/lib/routes';
import { accountOf, partitionOf, regionOf } from '../aws/arn';
import type { Connection } from '../aws/connection';
import type { Identity } from '../aws/identity';
import { declaredIn } from './deploying';
import type { PipelineFacts } from './pipeline-facts';
import { revisionsOf, webUrl } from './sources';

/** Where an action leads: to a page here, and to one of whoever did the work. */
export interface ActionLinks {
  readonly page?: string | undefined;
  readonly link?: string | undefined;
}

interface Ran {
  readonly provider: string;
  readonly region: string | undefined;
  readonly roleArn: string | undefined;
  readonly externalId: string | undefined;
}

type Known = Pick<PipelineFacts, 'arn' | 'declaration'>;

/** Providers whose external execution id is a build's, or a deployment's (CodePipeline action structure reference). */
const PAGES: Readonly<Record<string, (id: string) => string>> = {
  CodeBuild: routes.build,
  CodeDeploy: routes.deployment,
  CodeDeployToECS: routes.deployment,
};

/** Where an action ran that is not read from here; undefined when it ran in the pipeline's own Region and account. */
export function awayOf(
  facts: Known,
  { region, roleArn }: Pick<Ran, 'region' | 'roleArn'>,
): string | undefined {
  const ownRegion = regionOf(facts.arn);
  if (region && ownRegion && region !== ownRegion) return `Region ${region}`;
  const account = accountOf(roleArn);
  // A role of its own is common in the pipeline's own account too.
  const own = accountOf(facts.arn) ?? accountOf(facts.declaration.roleArn);
  return account && own && account !== own ? `account ${account}` : undefined;
}

function pageOf(facts: Known, ran: Ran): string | undefined {
  const page = Object.hasOwn(PAGES, ran.provider) ? PAGES[ran.provider] : undefined;
  return page && ran.externalId && !awayOf(facts, ran) ? page(ran.externalId) : undefined;
}

const ranOf = (a: ActionExecutionDetail): Ran => ({
  provider: a.input?.actionTypeId?.provider ?? '',
  region: a.input?.region,
  roleArn: a.input?.roleArn,
  externalId: a.output?.executionResult?.externalExecutionId,
});

const declaredRan = (d: ActionDeclaration | undefined, externalId: string | undefined): Ran => ({
  provider: d?.actionTypeId?.provider ?? '',
  region: d?.region,
  roleArn: d?.roleArn,
  externalId,
});

/** What AWS's consoles call a provider whose name is not that already. */
const CONSOLE_NAMES: Readonly<Record<string, string>> = {
  CodeStarSourceConnection: 'The connection',
  CodeDeployToECS: 'CodeDeploy',
  CloudFormationStackSet: 'CloudFormation',
  CloudFormationStackInstances: 'CloudFormation',
  Manual: 'CodePipeline',
  Commands: 'CodePipeline',
};

/** Whose page a link leads to: `CloudFormation in AWS's console`, and of any other its host. */
export function labelOf(link: string, provider: string): string {
  if (!isConsoleLink(link)) return URL.canParse(link) ? new URL(link).host : link;
  const ofPipeline = /\/codesuite\/codepipeline\/pipelines\//.test(link);
  const name = ofPipeline ? 'CodePipeline' : (CONSOLE_NAMES[provider] ?? provider);
  return `${name} in AWS's console`;
}

/** A link with whose page it is, as the pages draw it. AWS's console knows nothing of what the embedded engine does. */
export const labelled = (
  connection: Pick<Connection, 'hasConsole'>,
  link: string | undefined,
  provider: string,
): { readonly link?: string; readonly linkLabel?: string } =>
  link && (connection.hasConsole || !isConsoleLink(link))
    ? { link, linkLabel: labelOf(link, provider) }
    : {};

/** The page of what an action did last, by its state. */
export function statePage(
  facts: PipelineFacts,
  stage: string,
  state: ActionState,
): string | undefined {
  const declared = declaredIn(facts, stage).find((d) => d.name === state.actionName);
  return pageOf(facts, declaredRan(declared, state.latestExecution?.externalExecutionId));
}

/** The link of what an action did last, by its state: of one that is no longer listed. */
export function stateLinkOf(
  facts: PipelineFacts,
  stage: string,
  state: ActionState,
  execution: string,
): string | undefined {
  const declared = declaredIn(facts, stage).find((d) => d.name === state.actionName);
  const category = declared?.actionTypeId?.category;
  return (
    webUrl(state.latestExecution?.externalExecutionUrl) ??
    (category === 'Source' ? webUrl(state.revisionUrl) : undefined) ??
    (category === 'Approval'
      ? webUrl(declared?.configuration?.['ExternalEntityLink'])
      : undefined) ??
    webUrl(state.entityUrl) ??
    consoleExecution(facts, execution)
  );
}

/** An execution's own page in AWS's console. */
export function consoleExecution(facts: Known, execution: string): string | undefined {
  const pipeline = facts.declaration.name ?? '';
  return consoleLink({ kind: 'execution', pipeline, id: execution }, placeOf(facts.arn));
}

/** A repository's own page in AWS's console. */
export const consoleRepository = (me: Identity, name: string): string | undefined =>
  consoleLink({ kind: 'repository', name }, placeOfCaller(me));

/** Where an ARN says that its object is; nowhere that has a console where it says nothing. */
const placeOf = (arn: string | undefined): AwsPlace => ({
  partition: arn?.split(':')[1] ?? '',
  region: regionOf(arn) ?? '',
  account: accountOf(arn) ?? '',
});

const placeOfCaller = ({ arn, region, account }: Identity): AwsPlace => ({
  partition: partitionOf(arn),
  region,
  account,
});

function stateLink(facts: PipelineFacts, a: ActionExecutionDetail): string | undefined {
  const stages = facts.parallelExecutions.get(a.pipelineExecutionId ?? '') ?? facts.stages;
  const stage = stages.find((s) => s.stageName === a.stageName);
  if (stage?.latestExecution?.pipelineExecutionId !== a.pipelineExecutionId) return undefined;
  return webUrl(stage?.actionStates?.find((x) => x.actionName === a.actionName)?.entityUrl);
}

function linkOf(facts: PipelineFacts, a: ActionExecutionDetail): string | undefined {
  const category = a.input?.actionTypeId?.category;
  const configuration = a.input?.resolvedConfiguration ?? a.input?.configuration ?? {};
  return (
    webUrl(a.output?.executionResult?.externalExecutionUrl) ??
    (category === 'Source'
      ? revisionsOf(facts, a.pipelineExecutionId).find((r) => r.source === a.actionName)?.url
      : undefined) ??
    (category === 'Approval' ? webUrl(configuration['ExternalEntityLink']) : undefined) ??
    stateLink(facts, a) ??
    consoleExecution(facts, a.pipelineExecutionId ?? '')
  );
}

/** Where one execution of an action leads. The provider decides, never the look of an id. */
export const actionLinks = (facts: PipelineFacts, a: ActionExecutionDetail): ActionLinks => ({
  page: pageOf(facts, ranOf(a)),
  link: linkOf(facts, a),
});

/** The connections of the Region that an ARN names, in AWS's console. */
export const consoleConnections = (arn: string | undefined): string | undefined =>
  consoleLink({ kind: 'connections' }, placeOf(arn));

/** A quota of the account in AWS's console, where more of it is asked for. */
export const consoleQuota = (me: Identity, service: string, code: string): string | undefined =>
  consoleLink({ kind: 'quota', service, code }, placeOfCaller(me));

/** A connection that nobody has completed yet: AWS's own words, published with a failed source action. */
const NOT_AVAILABLE = /^Connection \S+ is not in an? available state/;

/**
 * What to do about a connection that is not available: its handshake can be completed in AWS's console alone
 * (Developer Tools console user guide, "Update a pending connection").
 */
export function pendingConnection(
  facts: Known,
  provider: string,
  problem: string | undefined,
): { readonly problem: string; readonly link: string | undefined } | undefined {
  if (provider !== 'CodeStarSourceConnection' || !NOT_AVAILABLE.test(problem ?? ''))
    return undefined;
  return {
    problem: `${problem ?? ''}. If it is pending, complete it in AWS's console; the next release then works.`,
    link: consoleConnections(facts.arn),
  };
}
