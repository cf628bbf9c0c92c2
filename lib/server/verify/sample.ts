import 'server-only';
import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { listPipelineNames } from '../data/pipeline-names';

export interface Sample {
  readonly names: readonly string[];
  /** Of how many in the account. */
  readonly total: number;
}

/** So many declarations are looked at for each pipeline that is taken. */
const LOOKED_AT = 4;

/** What makes one pipeline different from another: who does its work, its type and its mode. */
const traitsOf = (p: PipelineDeclaration): string[] => [
  `type ${p.pipelineType ?? ''}`,
  `mode ${p.executionMode ?? ''}`,
  ...(p.stages ?? []).flatMap((s) =>
    (s.actions ?? []).map(
      ({ actionTypeId: t }) => `${t?.owner ?? ''} ${t?.category ?? ''} ${t?.provider ?? ''}`,
    ),
  ),
];

/** Of many names so many that lie evenly among them. */
function spreadOver(names: readonly string[], count: number): string[] {
  const step = Math.max(1, names.length / count);
  return Array.from(
    { length: Math.min(count, names.length) },
    (_, i) => names[Math.floor(i * step)] ?? '',
  );
}

/** The pipelines that together have the most kinds of actions, first the one with most of its own. Rejects if they cannot be listed. */
export async function samplePipelines(connection: Connection, count: number): Promise<Sample> {
  const all = await listPipelineNames(connection);
  if (all.length <= count) return { names: all, total: all.length };
  const codepipeline = await client('codepipeline', connection);
  const looked = await Promise.all(
    spreadOver(all, count * LOOKED_AT).map(async (name) => ({
      name,
      traits: await codepipeline.getPipeline({ name }).then(
        ({ pipeline }) => new Set(pipeline ? traitsOf(pipeline) : []),
        // That it cannot be read is what its page will say.
        () => new Set<string>(),
      ),
    })),
  );
  const names: string[] = [];
  const had = new Set<string>();
  while (names.length < count) {
    const left = looked
      .filter((p) => !names.includes(p.name))
      .map((p) => ({ ...p, fresh: [...p.traits].filter((t) => !had.has(t)).length }));
    const [best] = left.sort((a, b) => b.fresh - a.fresh);
    if (!best) break;
    names.push(best.name);
    for (const trait of best.traits) had.add(trait);
  }
  return { names, total: all.length };
}
