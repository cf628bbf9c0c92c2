import { buffer, text } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { eachEntry } from '../adapters/zip';

/** The texts of an archive's files, by path. */
export async function listZip(archive: Uint8Array): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  await eachEntry(Buffer.from(archive), async (entry, read) => {
    if (!entry.fileName.endsWith('/')) files[entry.fileName] = await text(await read());
  });
  return files;
}

/** An archive of texts, by path. */
export function zipOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [path, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), path);
  zip.end();
  return buffer(zip.outputStream);
}
