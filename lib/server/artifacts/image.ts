import 'server-only';
import type { Connection } from '../aws/connection';
import { AppError } from '../aws/errors';
import { archiveFiles } from '../diff/artifact-tree';
import { placeOf } from './browse';
import { imageResponse } from './image-response';

const MAX_IMAGE_BYTES = 5 * 1024 * 1024;

/** A picture out of an execution's artifact. Whatever it is called, it is served as a picture or not at all. */
export async function artifactImage(
  connection: Connection,
  pipeline: string,
  execution: string,
  artifact: string,
  path: string,
): Promise<Response> {
  const at = await placeOf(connection, pipeline, execution, artifact);
  const file = (await archiveFiles(connection, at)).get(path);
  if (!file) throw new AppError('not_found', `The artifact has no file ${path}.`);
  if (file.size > MAX_IMAGE_BYTES)
    throw new AppError('invalid', `${path} is larger than the pictures that are shown here.`);
  return imageResponse(await file.read(), 'no-store');
}
