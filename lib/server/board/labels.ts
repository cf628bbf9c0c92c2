import 'server-only';
import { client } from '../aws/clients';
import { deployingActions } from '../data/deploying';
import type { PipelineFacts } from '../data/pipeline-facts';
import { sourcesOf } from '../data/sources';
import { catalogue } from '../templates/catalogue';
import { knownNow } from './later';
import type { Looked } from './looked';

type Tags = Readonly<Record<string, string>>;

/** Templates come and go with a setting and a restart. */
const LANGUAGES_MS = 600_000;

/** A pipeline's tags, as far as they are known now. */
export function tagsNow({ connection, facts, isFirstLook }: Looked): Tags | undefined {
  const { declaration, arn } = facts;
  if (arn === undefined) return undefined;
  return knownNow<Tags>(
    ['pipeline-labels', declaration.name ?? '', arn],
    { maxAge: connection.pacing.labelsMs, urgency: 'rest', isHeld: isFirstLook },
    async () => {
      const codepipeline = await client('codepipeline', connection);
      const { tags = [] } = await codepipeline.listTagsForResource({ resourceArn: arn });
      return Object.fromEntries(tags.map((t) => [t.key ?? '', t.value ?? '']));
    },
  );
}

/** The tags that somebody gave: CloudFormation's own say nothing about a team. */
export const givenTags = (tags: Tags): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !/^(?:aws:|starboard:)/i.test(key)));

const languagesNow = (): ReadonlyMap<string, string> =>
  knownNow<ReadonlyMap<string, string>>(
    ['template-languages'],
    { maxAge: LANGUAGES_MS, urgency: 'rest' },
    async () => new Map((await catalogue()).templates.map((t) => [t.id, t.language])),
  ) ?? new Map();

/** Providers whose name in a pipeline is not what people call them. */
const SOURCES: Readonly<Record<string, string>> = {
  CodeStarSourceConnection: 'Git connection',
  ECR: 'ECR image',
};
const TARGETS: Readonly<Record<string, string>> = {
  CloudFormationStackSet: 'CloudFormation StackSets',
  CloudFormationStackInstances: 'CloudFormation StackSets',
  CodeDeployToECS: 'ECS',
  ElasticBeanstalk: 'Elastic Beanstalk',
  ServiceCatalog: 'Service Catalog',
};
/** What the templates of ours deploy to by CodeDeploy. */
const OURS: Readonly<Record<string, string>> = { CodeDeploy: 'EC2' };

/** A host that a connection's summaries name: `{"ProviderType":"GitHub",…}`. */
function hostOf({ executions }: PipelineFacts): string | undefined {
  for (const { sourceRevisions = [] } of executions)
    for (const { revisionSummary } of sourceRevisions) {
      const host = /^\s*\{\s*"ProviderType"\s*:\s*"(\w+)"/.exec(revisionSummary ?? '')?.[1];
      if (host !== undefined) return host;
    }
  return undefined;
}

function targetOf(facts: PipelineFacts, isOurs: boolean): string | undefined {
  const provider = (facts.declaration.stages ?? [])
    .flatMap((s) => deployingActions(facts, s.name ?? ''))
    .at(-1)?.actionTypeId?.provider;
  if (provider === undefined) return undefined;
  return (isOurs ? OURS[provider] : undefined) ?? TARGETS[provider] ?? provider;
}

/** What a pipeline's code is and where it goes: `Node.js · EC2`; of one that is not ours where its code comes from. */
export function detailOf(facts: PipelineFacts, tags: Tags | undefined): string {
  const template = tags?.['starboard:template'];
  const language = template === undefined ? undefined : languagesNow().get(template);
  const provider = sourcesOf(facts)[0]?.provider;
  const source =
    provider === 'CodeStarSourceConnection'
      ? (hostOf(facts) ?? SOURCES[provider])
      : ((provider && SOURCES[provider]) ?? provider);
  return [language ?? source, targetOf(facts, template !== undefined)].filter(Boolean).join(' · ');
}
