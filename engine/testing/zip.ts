import { text } from 'node:stream/consumers';
import { eachEntry } from '../adapters/zip';

/** The texts of an archive's files, by path. */
export async function listZip(archive: Uint8Array): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  await eachEntry(Buffer.from(archive), async (entry, read) => {
    if (!entry.fileName.endsWith('/')) files[entry.fileName] = await text(await read());
  });
  return files;
}
