import 'server-only';
import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import { rulesOf, type EvidenceRules } from '@/lib/domain/evidence/rules';
import type { EvidenceUnread } from '@/lib/domain/evidence/view';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { AppError, lacking } from '../aws/errors';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { declaredIn } from '../data/deploying';
import type { PipelineFacts } from '../data/pipeline-facts';
import { unreadAt } from './found';
import type { Gate } from './places';

const TAGS_MS = 10_000;

function tagsOf(
  connection: Connection,
  { declaration, arn }: PipelineFacts,
): Promise<Readonly<Record<string, string>>> {
  if (arn === undefined)
    return Promise.reject(
      new AppError(
        'unavailable',
        'AWS does not tell the ARN of the pipeline, which names its tags.',
      ),
    );
  const name = declaration.name ?? '';
  return cache.read(
    ['pipeline-tags', name, arn],
    [['pipeline', name]],
    moment(TAGS_MS),
    async () => {
      const codepipeline = await client('codepipeline', connection);
      const { tags = [] } = await codepipeline.listTagsForResource({ resourceArn: arn });
      return Object.fromEntries(tags.map((t) => [t.key ?? '', t.value ?? '']));
    },
  );
}

/** What the author wrote for whoever approves, with the values of its variables where it was asked for. */
const customDataOf = (
  facts: PipelineFacts,
  actions: readonly ActionExecutionDetail[],
  gate: Gate,
): string | undefined => {
  const asked = actions.find((a) => a.stageName === gate.stage && a.actionName === gate.action);
  const declared = declaredIn(facts, gate.stage).find((a) => a.name === gate.action);
  return (
    asked?.input?.resolvedConfiguration?.['CustomData'] ?? declared?.configuration?.['CustomData']
  );
};

export interface Settings {
  readonly rules: EvidenceRules;
  /** The tags could not be read: there may be more rules. */
  readonly unread: readonly EvidenceUnread[];
}

/** The rules that hold for an approval. */
export async function settingsOf(
  connection: Connection,
  facts: PipelineFacts,
  actions: readonly ActionExecutionDetail[],
  gate: Gate,
): Promise<Settings> {
  const text = customDataOf(facts, actions, gate);
  try {
    return { rules: rulesOf(await tagsOf(connection, facts), gate.stage, text), unread: [] };
  } catch (error) {
    const place = { action: '', artifact: '', path: 'Tags of the pipeline' };
    const { unread } = unreadAt(place, lacking(error, 'codepipeline:ListTagsForResource'));
    return { rules: rulesOf({}, gate.stage, text), unread };
  }
}
