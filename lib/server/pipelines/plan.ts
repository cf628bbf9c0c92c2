import 'server-only';
import { createHash } from 'node:crypto';
import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { z } from 'zod';
import { blastOf, type Flying, type Shape } from '@/lib/domain/changes/blast';
import { isLive, releaseProblem, type StageFacts } from '@/lib/domain/changes/eligibility';
import { problemOf } from '@/lib/domain/changes/command';
import type { DeclarationView, EditPlan, PipelineEdit } from '@/lib/domain/pipelines/pipeline-edit';
import { pipelineEdit } from '@/lib/domain/pipelines/pipeline-edit-schema';
import { isMoving, statusOf } from '@/lib/domain/status';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { readOnlyReason, whoAmI } from '../aws/identity';
import { deployStages } from '../changes/common';
import { pastReleases } from '../changes/releases';
import { ms } from '../data/dates';
import { AppError } from '../aws/errors';
import { cache } from '../cache/cache';
import { readPipeline } from '../data/facts';
import type { PipelineFacts } from '../data/pipeline-facts';
import { originOf, revisionOf } from '../data/sources';
import { liveIn } from '../data/stages';
import { patchOf } from '../diff/patch';
import { isMissing } from '../permissions/missing';
import { ownerOf } from '../data/owner';
import { hiddenVersion } from './accepted-version';
import { asAnswered } from './as-answered';

const shape = z.looseObject({
  name: z.string(),
  pipelineType: z.string().optional(),
  executionMode: z.string().optional(),
  stages: z.array(
    z.looseObject({ name: z.string(), actions: z.array(z.looseObject({ name: z.string() })) }),
  ),
});

const pretty = (declaration: object): string => `${JSON.stringify(declaration, null, 2)}\n`;

/** The declaration without what AWS counts itself. */
async function current(
  connection: Connection,
  name: string,
): Promise<{
  declaration: PipelineDeclaration;
  version: number;
  arn: string | undefined;
  updated: number;
}> {
  const { pipeline = { name, roleArn: '', stages: [] }, metadata } = await (
    await client('codepipeline', connection)
  ).getPipeline({ name });
  const { version = 1, ...declaration } = pipeline;
  return { declaration, version, arn: metadata?.pipelineArn, updated: ms(metadata?.updated) };
}

/** An earlier version's text: what an edit is undone with. Versions never change. */
export async function getVersion(
  connection: Connection,
  name: string,
  version: string,
): Promise<{ text: string }> {
  const { pipeline } = await (
    await client('codepipeline', connection)
  ).getPipeline({ name, version: Number(version) });
  return {
    text: pretty(
      Object.fromEntries(Object.entries(pipeline ?? {}).filter(([key]) => key !== 'version')),
    ),
  };
}

export async function getDeclaration(
  connection: Connection,
  name: string,
): Promise<DeclarationView> {
  const [{ declaration, version, arn }, me] = await Promise.all([
    current(connection, name),
    whoAmI(connection),
  ]);
  const [owner, missing] = await Promise.all([
    ownerOf(connection, name, arn),
    isMissing(connection, { action: 'codepipeline:UpdatePipeline', resource: name }),
  ]);
  return {
    name,
    version,
    text: pretty(declaration),
    type: declaration.pipelineType ?? 'V1',
    owner,
    hidden: hiddenVersion(name, version),
    readOnly:
      readOnlyReason(connection, me.account) ??
      (missing ? `${me.person} lacks codepipeline:UpdatePipeline` : undefined),
    readAt: Date.now(),
  };
}

/** Where a text is no JSON, in lines. */
function jsonProblem(text: string, error: SyntaxError): string {
  const at = Number(/position (\d+)/.exec(error.message)?.[1] ?? NaN);
  return Number.isNaN(at)
    ? `This is not JSON: ${error.message}`
    : `This is not JSON, at line ${text.slice(0, at).split('\n').length}: ${error.message.replace(/ in JSON at position.*/, '')}`;
}

type Parsed =
  | { readonly declaration: PipelineDeclaration; readonly shape: Shape }
  | { readonly problem: string };

function parse(text: string): Parsed {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return { problem: jsonProblem(text, error) };
    throw error;
  }
  // What the AWS CLI prints has the declaration inside.
  const inner = typeof raw === 'object' && raw !== null && 'pipeline' in raw ? raw.pipeline : raw;
  const parsed = shape.safeParse(inner);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return {
      problem: `${issue?.path.join('.') || 'The text'}: ${issue?.message ?? 'is not what a pipeline has'}`,
    };
  }
  // As it was written, key by key: what the reader put in another order would show as changed.
  const declaration = Object.fromEntries(
    Object.entries(inner as object).filter(([key]) => key !== 'version'),
  );
  return { declaration: declaration as unknown as PipelineDeclaration, shape: parsed.data };
}

function flyingOf(facts: PipelineFacts): Flying[] {
  const stages = facts.stages.map((s) => s.stageName ?? '');
  return facts.executions
    .filter((e) => isMoving(statusOf(e.status)))
    .map((e): Flying => {
      const id = e.pipelineExecutionId ?? '';
      const ownStages = facts.parallelExecutions.get(id) ?? facts.stages;
      const waits = ownStages.find(
        (s) =>
          s.inboundExecutions?.some((x) => x.pipelineExecutionId === id) ??
          s.inboundExecution?.pipelineExecutionId === id,
      )?.stageName;
      const reached = Math.max(
        -1,
        ...ownStages.map((s, i) => (s.latestExecution?.pipelineExecutionId === id ? i : -1)),
      );
      return {
        execution: id,
        revision: revisionOf(facts, id),
        waitsFor: waits,
        ahead: stages.slice(waits === undefined ? reached + 1 : stages.indexOf(waits)),
      };
    });
}

/** Releases that every stage could be rolled back to as things are. */
async function targets(connection: Connection, facts: PipelineFacts): Promise<number> {
  if (facts.declaration.pipelineType !== 'V2' || facts.declaration.executionMode === 'PARALLEL')
    return 0;
  const counts = await Promise.all(
    deployStages(facts).map(async (stage) => {
      const live = liveIn(facts, stage);
      const about: StageFacts = {
        isSource: false,
        running: false,
        pipelineType: 'V2',
        mode: facts.declaration.executionMode ?? 'SUPERSEDED',
        changedAt: facts.updatedAt,
        version: facts.declaration.version ?? 1,
        liveOrigin: originOf(facts, live?.executionId),
        liveExecution: live?.executionId,
        broken: false,
      };
      return (await pastReleases(connection, facts, stage)).filter(
        (r) => releaseProblem(r, about) === undefined && !isLive(r, about),
      ).length;
    }),
  );
  return counts.reduce((n, c) => n + c, 0);
}

const pinOf = (parts: unknown): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

/** A plan with the declaration that would be sent; without one it cannot be saved. */
export interface PipelineDraft {
  readonly plan: EditPlan;
  readonly declaration?: PipelineDeclaration | undefined;
}

export async function buildPlan(
  connection: Connection,
  { action, name, text }: PipelineEdit,
): Promise<PipelineDraft> {
  cache.invalidate(['pipeline', name]);
  const [facts, now] = await Promise.all([
    readPipeline(connection, name),
    current(connection, name),
  ]);
  const base = { action, name, version: now.version, notes: [] as string[], pin: '' };
  const parsed = parse(text);
  if ('problem' in parsed) return { plan: { ...base, problem: parsed.problem } };
  if (action === 'clone') {
    const copy = parsed.shape as Shape & { name: string };
    if (copy.name === name)
      return { plan: { ...base, problem: 'A clone needs a name of its own.' } };
    const plan = {
      ...base,
      notes: [
        'A new pipeline starts immediately, from its source.',
        'It shares the build project, deployment groups and artifact bucket with this pipeline. First change what it must not share.',
      ],
      pin: pinOf([action, name, text]),
    };
    return { plan, declaration: parsed.declaration };
  }
  const hidden = hiddenVersion(name, now.version);
  if (hidden !== undefined) return { plan: { ...base, problem: hidden } };
  if ((parsed.shape as Shape & { name: string }).name !== name)
    return {
      plan: {
        ...base,
        problem: "A pipeline's name cannot be changed. Clone it under the new name instead.",
      },
    };
  const [was, willBe] = [
    pretty(now.declaration),
    pretty(asAnswered(parsed.declaration, now.declaration)),
  ];
  const patch = patchOf(`${name}.json`, {
    before: Buffer.from(was),
    after: Buffer.from(willBe),
  });
  const before = shape.parse({ ...now.declaration, name });
  const flying = flyingOf(facts);
  const blast = blastOf(before, parsed.shape, flying, await targets(connection, facts));
  const plan = {
    ...base,
    unchanged: was === willBe,
    patch: 'text' in patch ? patch.text : undefined,
    blast,
    owner: await ownerOf(connection, name, now.arn),
    pin: pinOf([
      action,
      name,
      text,
      now.version,
      blast.cancelled.map((c) => c.execution),
      blast.targetsLost,
    ]),
  };
  return { plan, declaration: parsed.declaration };
}

/** What saving this text would do; nothing is changed. */
export async function planEdit(connection: Connection, raw: unknown): Promise<EditPlan> {
  const parsed = pipelineEdit.safeParse(raw);
  if (!parsed.success) throw new AppError('invalid', problemOf(parsed.error));
  return (await buildPlan(connection, parsed.data)).plan;
}
