import { parseSecretReference } from '../../core/build/secret-reference';
import type { SecretReference } from '../../core/build/journal';
import type { Ctx } from '../../ports/context';
import { AwsError } from '../../wire/errors';

/** What a phase's context says of a reference that cannot be resolved (AWS-SEMANTICS 1.4 [log]; the second code is [memory]). */
const PARAMETER_CODE = 'Decrypted Variables Error';
const SECRET_CODE = 'Secrets Manager Error';

export class ReferenceError extends Error {
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** [doc] GetParameters takes ten names. */
const AT_ONCE = 10;

async function parameters(
  ctx: Ctx,
  wanted: readonly SecretReference[],
): Promise<[string, string][]> {
  const names = [...new Set(wanted.map((w) => w.value))];
  const values = new Map<string, string>();
  for (let i = 0; i < names.length; i += AT_ONCE) {
    const Names = names.slice(i, i + AT_ONCE);
    const { Parameters = [], InvalidParameters = [] } = await ctx.call.ssm.getParameters({
      Names,
      WithDecryption: true,
    });
    if (InvalidParameters.length)
      throw new ReferenceError(
        PARAMETER_CODE,
        `parameter does not exist: ${InvalidParameters.join(', ')}`,
      );
    for (const p of Parameters)
      for (const asked of [`${p.Name ?? ''}${p.Selector ?? ''}`, p.ARN ?? ''])
        values.set(asked, p.Value ?? '');
  }
  return wanted.map((w) => [w.name, values.get(w.value) ?? '']);
}

async function secret(ctx: Ctx, { name, value }: SecretReference): Promise<[string, string]> {
  const ref = parseSecretReference(value);
  if (ref.versionStage && ref.versionId)
    throw new ReferenceError(
      SECRET_CODE,
      `${name}: version-stage and version-id exclude each other`,
    );
  const { SecretString } = await ctx.call.secretsmanager.getSecretValue({
    SecretId: ref.secretId,
    VersionStage: ref.versionStage,
    VersionId: ref.versionId,
  });
  if (SecretString === undefined)
    throw new ReferenceError(
      SECRET_CODE,
      `${name}: the secret ${ref.secretId} is binary; builds take text only`,
    );
  if (!ref.jsonKey) return [name, SecretString];
  let object: unknown;
  try {
    object = JSON.parse(SecretString);
  } catch (cause) {
    throw new ReferenceError(
      SECRET_CODE,
      `${name}: the secret ${ref.secretId} is not JSON, so it has no key ${ref.jsonKey}`,
      { cause },
    );
  }
  const found = (object as Record<string, unknown> | null)?.[ref.jsonKey];
  if (found === undefined)
    throw new ReferenceError(
      SECRET_CODE,
      `${name}: the secret ${ref.secretId} has no key ${ref.jsonKey}`,
    );
  return [name, typeof found === 'string' ? found : JSON.stringify(found)];
}

/** The values of a build's references, asked for as its role. */
export async function resolveReferences(
  ctx: Ctx,
  wanted: readonly SecretReference[],
): Promise<Record<string, string>> {
  let code = PARAMETER_CODE;
  try {
    const found = await parameters(
      ctx,
      wanted.filter((w) => w.type === 'PARAMETER_STORE'),
    );
    code = SECRET_CODE;
    for (const w of wanted.filter((x) => x.type === 'SECRETS_MANAGER'))
      found.push(await secret(ctx, w));
    return Object.fromEntries(found);
  } catch (error) {
    if (error instanceof AwsError)
      throw new ReferenceError(code, `${error.code}: ${error.message}`, { cause: error });
    throw error;
  }
}
