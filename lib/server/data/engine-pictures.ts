import 'server-only';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '@smithy/core/checksum';
import { z } from 'zod';
import type { ReleasePicture } from '@/lib/domain/projects/picture';
import type { Connection } from '../aws/connection';
import { AppError } from '../aws/errors';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';

const TIMEOUT_MS = 3000;
/** A picture that is on its way is asked for this often. */
const FRESH_MS = 1500;
/** The engine keeps none that is larger (docs/security.md). */
const MAX_BYTES = 2 * 1024 * 1024;
const NOT_FOUND = 404;

const facts = z.object({
  askedAt: z.number(),
  takenAt: z.number().optional(),
  problem: z.string().max(1000).optional(),
});

/** Asks the engine for something besides AWS's operations, signed as CodeDeploy's calls are. */
async function ask(
  { endpoint = '', region = 'us-east-1', credentials }: Connection,
  path: string,
): Promise<Response> {
  if (!credentials) throw new AppError('credentials', 'There are no keys of the engine.');
  const url = new URL(path, endpoint);
  const signer = new SignatureV4({ service: 'codedeploy', region, credentials, sha256: Sha256 });
  const { headers } = await signer.sign({
    method: 'GET',
    protocol: url.protocol,
    hostname: url.hostname,
    port: Number(url.port),
    path: url.pathname,
    headers: { host: url.host },
  });
  // `fetch` sends the host by itself, and takes it from nobody.
  const sent = Object.entries(headers).filter(([name]) => name !== 'host');
  return fetch(url, {
    headers: Object.fromEntries(sent),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
}

const pathOf = (deployment: string): string =>
  `/_starboard/pictures/${encodeURIComponent(deployment)}`;

/** What is known of the picture of a release; undefined where nobody was asked for one, as on AWS. */
export function releasePicture(
  connection: Connection,
  deployment: string,
): Promise<ReleasePicture | undefined> {
  if (!connection.isThisMachine) return Promise.resolve(undefined);
  return cache.read(['engine-picture', deployment], [], moment(FRESH_MS), async () => {
    const response = await ask(connection, `${pathOf(deployment)}/facts`);
    if (response.status === NOT_FOUND) return undefined;
    if (!response.ok)
      throw new AppError('unavailable', `The engine answers ${response.status} about the picture.`);
    const read = facts.safeParse(await response.json());
    if (!read.success)
      throw new AppError('unavailable', "The engine's answer about the picture cannot be read.");
    return { deployment, ...read.data };
  });
}

/** The bytes of a release's picture: the application's own, so not to be trusted. */
export async function pictureBytes(
  connection: Connection,
  deployment: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const none = new AppError('not_found', 'There is no picture of this release.');
  if (!connection.isThisMachine || !/^d-[A-Z0-9]+$/.test(deployment)) throw none;
  const response = await ask(connection, pathOf(deployment));
  if (!response.ok) throw none;
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.length > MAX_BYTES) throw none;
  return bytes;
}
