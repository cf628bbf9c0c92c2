import type * as SSM from '@aws-sdk/client-ssm';
import type { Ctx } from '../../ports/context';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';

export interface Version {
  readonly version: number;
  /** Sealed by the vault for a SecureString. */ readonly value: string;
  readonly modifiedAt: number;
  readonly labels: readonly string[];
}
export interface Parameter {
  readonly name: string;
  readonly type: SSM.ParameterType;
  readonly description?: string | undefined;
  readonly allowedPattern?: string | undefined;
  readonly tier: SSM.ParameterTier;
  readonly dataType: string;
  readonly keyId?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly versions: readonly Version[];
}

export const parameters = kind<Parameter>('ssm.parameter');

/** The public names under which AWS publishes its newest images; the ids are this engine's own. */
const PUBLIC: Readonly<Record<string, string>> = {
  '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64': 'ami-0a1l2023x86640000',
  '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64': 'ami-0a1l2023arm640000',
  '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-x86_64': 'ami-0a1l2023x86640000',
};

/** A name or ARN without its version or label. */
export function split(given: string): { name: string; selector: string | undefined } {
  const name = /^arn:[^:]+:ssm:[^:]*:\d*:parameter(\/.*)$/.exec(given)?.[1] ?? given;
  const colon = name.indexOf(':');
  return colon < 0
    ? { name, selector: undefined }
    : { name: name.slice(0, colon), selector: name.slice(colon + 1) };
}

const arnOf = (ctx: Ctx, name: string): string =>
  ctx.arn('ssm', `parameter${name.startsWith('/') ? name : `/${name}`}`);

/** A parameter as AWS shows it: a SecureString stays sealed unless it is to be decrypted. */
export function view(ctx: Ctx, p: Parameter, v: Version, decrypt: boolean): SSM.Parameter {
  return {
    Name: p.name,
    Type: p.type,
    Value: p.type === 'SecureString' && decrypt ? ctx.vault.open(v.value) : v.value,
    Version: v.version,
    LastModifiedDate: new Date(v.modifiedAt),
    ARN: arnOf(ctx, p.name),
    DataType: p.dataType,
  };
}

/** What a name (or ARN), with a version or label behind a colon, stands for. */
export function find(ctx: Ctx, given: string, decrypt: boolean): SSM.Parameter | undefined {
  const { name, selector } = split(given);
  const published = PUBLIC[name];
  if (published !== undefined)
    return {
      Name: name,
      Type: 'String',
      Value: published,
      Version: 1,
      DataType: 'aws:ec2:image',
      LastModifiedDate: new Date(0),
      ARN: ctx.arn('ssm', `parameter${name}`, { account: '' }),
    };
  const p = ctx.store.get(parameters, name);
  if (!p) return undefined;
  const version =
    selector === undefined
      ? p.versions.at(-1)
      : p.versions.find((v) => String(v.version) === selector || v.labels.includes(selector));
  if (!version)
    throw new AwsError(
      'ParameterVersionNotFound',
      `Systems Manager could not find version ${selector ?? ''} of ${name}. Verify the version and try again.`,
    );
  return {
    ...view(ctx, p, version, decrypt),
    ...(selector === undefined ? {} : { Selector: `:${selector}` }),
  };
}

export function parameterOrThrow(ctx: Ctx, name: string): Parameter {
  const p = ctx.store.get(parameters, split(name).name);
  if (!p) throw new AwsError('ParameterNotFound', `Parameter ${name} not found.`);
  return p;
}
