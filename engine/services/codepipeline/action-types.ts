import type * as CP from '@aws-sdk/client-codepipeline';
import { ACTION_TYPES, RULE_TYPES, type ActionType } from '../../core/pipeline/action-types';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import { checkPattern } from '../../wire/validate';

export interface CustomType {
  readonly id: CP.ActionTypeId;
  readonly settings?: CP.ActionTypeSettings | undefined;
  readonly properties: readonly CP.ActionConfigurationProperty[];
  readonly inputs: CP.ArtifactDetails;
  readonly outputs: CP.ArtifactDetails;
  readonly tags: readonly CP.Tag[];
  readonly deleted?: boolean | undefined;
}

export const customTypes = kind<CustomType>('codepipeline.custom-type');
export const keyOf = (t: {
  category?: string | undefined;
  provider?: string | undefined;
  version?: string | undefined;
}): string => `${t.category ?? ''}/Custom/${t.provider ?? ''}/${t.version ?? ''}`;

export function findCustomType(
  ctx: Ctx,
  t: { category?: string | undefined; provider?: string | undefined; version?: string | undefined },
): CustomType | undefined {
  const found = ctx.store.get(customTypes, keyOf(t));
  return found?.deleted ? undefined : found;
}

/** The rules by which a structure's custom action is checked. */
export function customType(
  ctx: Ctx,
  t: { category: string; owner: string; provider: string; version: string },
): ActionType | undefined {
  const found = t.owner === 'Custom' ? findCustomType(ctx, t) : undefined;
  if (!found) return undefined;
  const named = (required: boolean): string[] =>
    found.properties.filter((p) => p.required === required).map((p) => p.name ?? '');
  return {
    inputs: [found.inputs.minimumCount ?? 0, found.inputs.maximumCount ?? 0],
    outputs: [found.outputs.minimumCount ?? 0, found.outputs.maximumCount ?? 0],
    required: named(true),
    optional: named(false),
    served: true,
  };
}

const dto = (c: CustomType): CP.ActionType => ({
  id: c.id,
  settings: c.settings,
  actionConfigurationProperties: [...c.properties],
  inputArtifactDetails: c.inputs,
  outputArtifactDetails: c.outputs,
});

const MAX_ARTIFACTS = 5;

/** AWS-SEMANTICS 3.11 [model]. A version that was ever used is not free again. */
export const createCustomActionType: Handler<
  CP.CreateCustomActionTypeInput,
  CP.CreateCustomActionTypeOutput
> = (input, ctx) =>
  ctx.store.transaction(() => {
    checkPattern(input.provider, /^[0-9A-Za-z_-]{1,35}$/, 'provider');
    checkPattern(input.version, /^[0-9A-Za-z_-]{1,9}$/, 'version');
    const properties = (input.configurationProperties ?? []) as CP.ActionConfigurationProperty[];
    if (properties.filter((p) => p.queryable).length > 1)
      throw new AwsError('ValidationException', 'Only one configuration property can be queryable');
    if (properties.some((p) => p.queryable && (!p.required || p.secret)))
      throw new AwsError(
        'ValidationException',
        'A queryable configuration property must be required and not secret',
      );
    for (const d of [input.inputArtifactDetails, input.outputArtifactDetails]) {
      if (!(
        d.minimumCount >= 0 &&
        d.maximumCount <= MAX_ARTIFACTS &&
        d.minimumCount <= d.maximumCount
      ))
        throw new AwsError(
          'ValidationException',
          `Artifact counts must be from 0 to ${MAX_ARTIFACTS}`,
        );
    }
    const id: CP.ActionTypeId = {
      category: input.category,
      owner: 'Custom',
      provider: input.provider,
      version: input.version,
    };
    if (ctx.store.get(customTypes, keyOf(id)))
      throw new AwsError(
        'ValidationException',
        `The custom action type ${keyOf(id)} exists or has existed; use a version that has never been used`,
      );
    const made: CustomType = {
      id,
      settings: input.settings as CP.ActionTypeSettings | undefined,
      properties,
      inputs: input.inputArtifactDetails,
      outputs: input.outputArtifactDetails,
      tags: (input.tags ?? []) as CP.Tag[],
    };
    ctx.store.put(customTypes, keyOf(id), made);
    return { actionType: dto(made), tags: [...made.tags] };
  });

export const deleteCustomActionType: Handler<CP.DeleteCustomActionTypeInput, object> = (
  input,
  ctx,
) => {
  const found = findCustomType(ctx, input);
  if (found) ctx.store.put(customTypes, keyOf(input), { ...found, deleted: true });
  return {};
};

const property = (name: string, required: boolean): CP.ActionConfigurationProperty => ({
  name,
  required,
  key: false,
  secret: name === 'OAuthToken',
  queryable: false,
});

function builtIn([key, t]: [string, ActionType]): CP.ActionType {
  const [category, owner, provider, version] = key.split('/');
  return {
    id: {
      category: category as CP.ActionCategory,
      owner: owner as CP.ActionOwner,
      provider,
      version,
    },
    actionConfigurationProperties: [
      ...t.required.map((n) => property(n, true)),
      ...t.optional.map((n) => property(n, false)),
    ],
    inputArtifactDetails: { minimumCount: t.inputs[0], maximumCount: t.inputs[1] },
    outputArtifactDetails: { minimumCount: t.outputs[0], maximumCount: t.outputs[1] },
  };
}

export const listActionTypes: Handler<CP.ListActionTypesInput, CP.ListActionTypesOutput> = (
  input,
  ctx,
) => {
  const all = [
    ...Object.entries(ACTION_TYPES).map(builtIn),
    ...ctx.store
      .list(customTypes)
      .filter((c) => !c.deleted)
      .map(dto),
  ];
  const wanted = all.filter(
    (t) =>
      input.actionOwnerFilter === undefined || t.id?.owner === (input.actionOwnerFilter as string),
  );
  const { items, nextToken } = page(wanted, 100, input.nextToken);
  return { actionTypes: items, nextToken };
};

export const listRuleTypes: Handler<CP.ListRuleTypesInput, CP.ListRuleTypesOutput> = () => ({
  ruleTypes: Object.entries(RULE_TYPES).map(([provider, t]): CP.RuleType => ({
    id: { category: 'Rule', owner: 'AWS', provider, version: '1' },
    ruleConfigurationProperties: [
      ...t.required.map((n) => property(n, true)),
      ...t.optional.map((n) => property(n, false)),
    ].map(({ name, required, key, secret, queryable }) => ({
      name,
      required,
      key,
      secret,
      queryable,
    })) as CP.RuleConfigurationProperty[],
    inputArtifactDetails: { minimumCount: t.inputs[0], maximumCount: t.inputs[1] },
  })),
});

function executorOf(id: CP.ActionTypeId, type: CP.ActionType): CP.ActionTypeDeclaration {
  return {
    id,
    executor: { configuration: { jobWorkerExecutorConfiguration: {} }, type: 'JobWorker' },
    inputArtifactDetails: type.inputArtifactDetails as CP.ActionTypeArtifactDetails,
    outputArtifactDetails: type.outputArtifactDetails as CP.ActionTypeArtifactDetails,
    properties: type.actionConfigurationProperties?.map((p) => ({
      name: p.name,
      optional: !p.required,
      key: p.key,
      noEcho: p.secret,
      queryable: p.queryable,
      description: p.description,
    })),
  };
}

/** The newer form of an action type, which only those with an executor have: here the account's own. */
export const getActionType: Handler<CP.GetActionTypeInput, CP.GetActionTypeOutput> = (
  input,
  ctx,
) => {
  const found = findCustomType(ctx, input);
  if (!found || input.owner !== 'Custom')
    throw new AwsError(
      'ActionTypeNotFoundException',
      `The action type ${input.category}/${input.owner}/${input.provider}/${input.version} was not found among those with an executor`,
    );
  return { actionType: executorOf(found.id, dto(found)) };
};

export const updateActionType: Handler<CP.UpdateActionTypeInput, object> = (input, ctx) => {
  const {
    id,
    inputArtifactDetails,
    outputArtifactDetails,
    properties = [],
    executor,
  } = input.actionType;
  const found = findCustomType(ctx, id);
  if (!found)
    throw new AwsError('ActionTypeNotFoundException', `The action type ${keyOf(id)} was not found`);
  if ((executor.type as string) !== 'JobWorker')
    throw new AwsError(
      'RequestFailedException',
      `Executors of type ${String(executor.type)} are not served by Starboard's engine yet; JobWorker is`,
    );
  ctx.store.put(customTypes, keyOf(id), {
    ...found,
    inputs: inputArtifactDetails as CP.ArtifactDetails,
    outputs: outputArtifactDetails as CP.ArtifactDetails,
    properties: properties.map((p) => ({
      name: p.name,
      required: !p.optional,
      key: p.key,
      secret: p.noEcho,
      queryable: p.queryable,
      description: p.description,
    })) as CP.ActionConfigurationProperty[],
  });
  return {};
};
