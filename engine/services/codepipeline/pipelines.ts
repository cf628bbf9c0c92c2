import type * as CP from '@aws-sdk/client-codepipeline';
import { withDefaults, modeOf, type Declaration } from '../../core/pipeline/declaration';
import { StructureError } from '../../core/pipeline/structure-error';
import type { StageState } from '../../core/pipeline/types';
import { needsV2, validateDeclaration } from '../../core/pipeline/validate';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { checkPattern } from '../../wire/validate';
import { shownPage } from '../../shared/shown-page';
import { customType } from './action-types';
import { dispatchEvent } from './dispatch-event';
import { watchSources } from './polling';
import {
  erase,
  findPipeline,
  pipelineArn,
  pipelineOrThrow,
  pipelines,
  saveVersion,
  versionOf,
  type Pipeline,
} from './store';

/** Checked, and V2 if it has anything only V2 can (AWS-SEMANTICS 3.1). */
function declarationOf(input: CP.PipelineDeclaration, ctx: Ctx): Declaration {
  // The version is the engine's to say.
  const given = { ...(input as unknown as Declaration), version: undefined };
  try {
    validateDeclaration(given, {
      region: ctx.region,
      customType: (a) => customType(ctx, a.actionTypeId),
    });
  } catch (error) {
    if (error instanceof StructureError)
      throw new AwsError(error.code, error.message, { cause: error });
    throw error;
  }
  return {
    ...given,
    executionMode: modeOf(given),
    pipelineType: needsV2(given) ? 'V2' : (given.pipelineType ?? 'V1'),
  };
}

const stageStatesOf = (d: Declaration, old: readonly StageState[] = []): StageState[] =>
  d.stages.map(
    (s) =>
      old.find((o) => o.name === s.name) ?? {
        name: s.name,
        waiting: [],
        transition: { enabled: true },
        latest: {},
      },
  );

const SECRET = '****';

/** As it was given, with what AWS adds; what is secret comes back as stars (AWS-SEMANTICS 3.1 [doc22]). */
function dto(declaration: Declaration, version: number): CP.PipelineDeclaration {
  const stages = withDefaults(declaration).stages.map((s) => ({
    ...s,
    actions: s.actions.map((a) =>
      a.configuration?.['OAuthToken'] === undefined
        ? a
        : { ...a, configuration: { ...a.configuration, OAuthToken: SECRET } },
    ),
  }));
  return { ...({ ...declaration, stages } as unknown as CP.PipelineDeclaration), version };
}

export const createPipeline: Handler<CP.CreatePipelineInput, CP.CreatePipelineOutput> = (
  input,
  ctx,
) => {
  const { name } = input.pipeline;
  checkPattern(name, /^[A-Za-z0-9.@\-_]{1,100}$/, 'pipeline.name');
  const declaration = declarationOf(input.pipeline as CP.PipelineDeclaration, ctx);
  return ctx.store.transaction(() => {
    if (findPipeline(ctx, name))
      throw new AwsError(
        'PipelineNameInUseException',
        `A pipeline with the name '${name}' already exists in account '${ctx.accountId}'`,
      );
    const now = ctx.clock.now();
    const pipeline: Pipeline = {
      name,
      declaration,
      version: 1,
      createdAt: now,
      updatedAt: now,
      slots: stageStatesOf(declaration),
      serial: 0,
      tags: input.tags ?? [],
    };
    saveVersion(ctx, pipeline);
    // Creating a pipeline starts it at once (AWS-SEMANTICS 3.5).
    ctx.enqueue('codepipeline.first', name);
    watchSources(ctx, pipeline);
    return { pipeline: dto(declaration, 1), tags: [...pipeline.tags] };
  });
};

export const getPipeline: Handler<CP.GetPipelineInput, CP.GetPipelineOutput> = (input, ctx) => {
  const p = pipelineOrThrow(ctx, input.name);
  const version = input.version ?? p.version;
  const declaration = version === p.version ? p.declaration : versionOf(ctx, p.name, version);
  if (!declaration)
    throw new AwsError(
      'PipelineVersionNotFoundException',
      `Version ${version} of pipeline '${p.name}' was not found; the newest is ${p.version}`,
    );
  return {
    pipeline: dto(declaration, version),
    metadata: {
      pipelineArn: pipelineArn(ctx, p.name),
      created: new Date(p.createdAt),
      updated: new Date(p.updatedAt),
    },
  };
};

export const listPipelines: Handler<CP.ListPipelinesInput, CP.ListPipelinesOutput> = (
  input,
  ctx,
) => {
  const { items, nextToken } = shownPage(ctx.store, pipelines, {
    size: input.maxResults ?? 1000,
    token: input.nextToken,
  });
  return {
    nextToken,
    pipelines: items.map((p) => ({
      name: p.name,
      version: p.version,
      pipelineType: p.pipelineType as CP.PipelineType,
      executionMode: p.executionMode,
      created: new Date(p.createdAt),
      updated: new Date(p.updatedAt),
    })),
  };
};

/** Running executions keep their structure; what cannot continue is Cancelled (AWS-SEMANTICS 3.1 [model]). */
export const updatePipeline: Handler<CP.UpdatePipelineInput, CP.UpdatePipelineOutput> = (
  input,
  ctx,
) => {
  const declaration = declarationOf(input.pipeline as CP.PipelineDeclaration, ctx);
  return ctx.store.transaction(() => {
    const old = pipelineOrThrow(ctx, input.pipeline.name);
    const version = old.version + 1;
    saveVersion(ctx, { ...old, declaration, version, updatedAt: ctx.clock.now() });
    dispatchEvent(ctx, old.name, {
      type: 'edited',
      stageStates: stageStatesOf(declaration, old.slots),
      version,
    });
    watchSources(ctx, { ...old, declaration, version });
    return { pipeline: dto(declaration, version) };
  });
};

export const deletePipeline: Handler<CP.DeletePipelineInput, object> = (input, ctx) => {
  ctx.store.transaction(() => {
    const p = findPipeline(ctx, input.name);
    if (p) erase(ctx, p);
  });
  return {};
};
