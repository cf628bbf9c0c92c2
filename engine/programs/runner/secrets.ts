import type { Buildspec } from '../../core/build/buildspec/types';
import type { BuildJob, SecretReference } from '../../core/build/journal';

/** References that could not be resolved: DOWNLOAD_SOURCE fails with this status code, literally (AWS-SEMANTICS 1.4 [log]). */
export class SecretsError extends Error {
  override name = 'SecretsError';
  constructor(
    message: string,
    readonly code = 'Decrypted Variables Error',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const RETRY_MS = 500;
const GIVE_UP_MS = 30_000;

/** All references of a build: what the start and the project say wins over the buildspec (AWS-SEMANTICS 1.4). */
export function references(job: BuildJob, spec: Buildspec): SecretReference[] {
  const own = job.secrets ?? [];
  const given = new Set([...own.map((s) => s.name), ...Object.keys(job.env)]);
  const listed = (
    values: Readonly<Record<string, string>>,
    type: SecretReference['type'],
  ): SecretReference[] =>
    Object.entries(values)
      .filter(([name]) => !given.has(name))
      .map(([name, value]) => ({ name, type, value }));
  return [
    ...own,
    ...listed(spec.parameterStore, 'PARAMETER_STORE'),
    ...listed(spec.secretsManager, 'SECRETS_MANAGER'),
  ];
}

/** Asks the engine for the values, with the build's own token. An engine that is just being started again is waited for. */
export async function resolveSecrets(
  desk: BuildJob['desk'],
  wanted: readonly SecretReference[],
): Promise<Record<string, string>> {
  if (!desk)
    throw new SecretsError(
      `${wanted.map((w) => w.name).join(', ')}: Parameter Store and Secrets Manager are read by the engine alone. Give the value with -e ${wanted[0]?.name ?? 'NAME'}=VALUE`,
    );
  const body = JSON.stringify({ references: wanted });
  for (const began = Date.now(); ;) {
    try {
      const answer = await fetch(`${desk.url}/secrets`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: desk.token },
        body,
      });
      const said = (await answer.json()) as {
        values?: Record<string, string>;
        message?: string;
        code?: string;
      };
      if (!answer.ok || !said.values)
        throw new SecretsError(said.message ?? `the engine answered ${answer.status}`, said.code);
      return said.values;
    } catch (error) {
      if (error instanceof SecretsError) throw error;
      if (Date.now() - began > GIVE_UP_MS)
        throw new SecretsError(
          'the engine could not be asked for the values: it does not answer',
          undefined,
          { cause: error },
        );
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
