import type * as CP from '@aws-sdk/client-codepipeline';
import ipaddr from 'ipaddr.js';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import { checkPattern } from '../../wire/validate';
import { pipelineOrThrow } from './store';

export interface Webhook {
  readonly definition: CP.WebhookDefinition;
  readonly id: string;
  readonly tags: readonly CP.Tag[];
  readonly lastTriggered?: number | undefined;
  readonly problem?: { code: string; message: string } | undefined;
}

export const webhooks = kind<Webhook>('codepipeline.webhook');
const SECRET = '****';

/** `$.a.b[0]`: members and indexes only, so that a filter costs what it looks like. */
export const JSON_PATH = /^\$(?:\.[A-Za-z_][\w-]*|\[\d+\])*$/;

function dto(ctx: Ctx, w: Webhook): CP.ListWebhookItem {
  const secret = w.definition.authenticationConfiguration?.SecretToken;
  const definition =
    secret === undefined
      ? w.definition
      : {
          ...w.definition,
          authenticationConfiguration: {
            ...w.definition.authenticationConfiguration,
            SecretToken: SECRET,
          },
        };
  return {
    definition,
    url: `${ctx.endpoint()}/_starboard/webhooks/pipelines/${w.id}`,
    errorCode: w.problem?.code,
    errorMessage: w.problem?.message,
    lastTriggered: w.lastTriggered === undefined ? undefined : new Date(w.lastTriggered),
    arn: ctx.arn('codepipeline', `webhook:${w.definition.name ?? ''}`),
    tags: [...w.tags],
  };
}

function checkAuthentication(d: CP.WebhookDefinition): void {
  const { AllowedIPRange: range, SecretToken: secret } = d.authenticationConfiguration ?? {};
  const wrong = (message: string): AwsError =>
    new AwsError('InvalidWebhookAuthenticationParametersException', message);
  if (d.authentication === 'GITHUB_HMAC' && !secret) throw wrong('GITHUB_HMAC needs a SecretToken');
  if (d.authentication === 'IP' && !(range && ipaddr.isValidCIDR(range)))
    throw wrong('IP needs an AllowedIPRange in CIDR form');
  if (d.authentication === 'UNAUTHENTICATED' && (range ?? secret))
    throw wrong('UNAUTHENTICATED takes neither SecretToken nor AllowedIPRange');
}

export const putWebhook: Handler<CP.PutWebhookInput, CP.PutWebhookOutput> = (input, ctx) =>
  ctx.store.transaction(() => {
    const definition = input.webhook as CP.WebhookDefinition;
    checkPattern(definition.name, /^[A-Za-z0-9.@\-_]{1,100}$/, 'webhook.name');
    const p = pipelineOrThrow(ctx, definition.targetPipeline ?? '');
    const action = p.declaration.stages[0]?.actions.find((a) => a.name === definition.targetAction);
    if (!action)
      throw new AwsError(
        'ValidationException',
        `The pipeline ${p.name} has no source action ${definition.targetAction ?? ''}`,
      );
    for (const f of definition.filters ?? [])
      if (!JSON_PATH.test(f.jsonPath ?? ''))
        throw new AwsError(
          'InvalidWebhookFilterPatternException',
          `The JSON path ${f.jsonPath ?? ''} is not supported: members and indexes are, as in $.ref or $.commits[0].id`,
        );
    checkAuthentication(definition);
    const old = ctx.store.get(webhooks, definition.name ?? '');
    const webhook: Webhook = {
      definition,
      id: old?.id ?? ctx.ids.uuid(),
      tags: (input.tags as CP.Tag[] | undefined) ?? old?.tags ?? [],
    };
    ctx.store.put(webhooks, definition.name ?? '', webhook);
    return { webhook: dto(ctx, webhook) };
  });

export const listWebhooks: Handler<CP.ListWebhooksInput, CP.ListWebhooksOutput> = (input, ctx) => {
  const { items, nextToken } = page(
    ctx.store.list(webhooks),
    input.MaxResults ?? 100,
    input.NextToken,
  );
  return { webhooks: items.map((w) => dto(ctx, w)), NextToken: nextToken };
};

export const deleteWebhook: Handler<CP.DeleteWebhookInput, object> = (input, ctx) => {
  ctx.store.delete(webhooks, input.name);
  return {};
};

function webhookOrThrow(ctx: Ctx, name = ''): Webhook {
  const found = ctx.store.get(webhooks, name);
  if (!found) throw new AwsError('WebhookNotFoundException', `The webhook ${name} was not found`);
  return found;
}

/** No third party can be told from here: the webhook says so where AWS says what went wrong. */
export const registerWebhook: Handler<CP.RegisterWebhookWithThirdPartyInput, object> = (
  input,
  ctx,
) => {
  const found = webhookOrThrow(ctx, input.webhookName);
  ctx.store.put(webhooks, input.webhookName ?? '', {
    ...found,
    problem: {
      code: 'NotRegistered',
      message:
        'The engine does not reach third parties: enter the url of this webhook at the provider yourself.',
    },
  });
  return {};
};

export const deregisterWebhook: Handler<CP.DeregisterWebhookWithThirdPartyInput, object> = (
  input,
  ctx,
) => {
  const found = webhookOrThrow(ctx, input.webhookName);
  ctx.store.put(webhooks, input.webhookName ?? '', { ...found, problem: undefined });
  return {};
};
