import 'server-only';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { AppError } from '../aws/errors';

/** Bytes that are no archive at all: a source may bring one file as it is. */
export class NotAnArchive extends AppError {}

export interface ZipEntry {
  readonly crc: number;
  readonly size: number;
  /** Its permission bits; unset where the archive was not made on a Unix system. */
  readonly mode?: number | undefined;
  read(): Promise<Buffer>;
}

const MAX_ENTRIES = 50_000;

/** The upper half of an entry's attributes, where the system that made it is Unix (PKWARE's APPNOTE, 4.4.2 and 4.4.15). */
const UNIX = 3;
const modeOf = ({ versionMadeBy, externalFileAttributes }: Entry): number | undefined =>
  versionMadeBy >> 8 === UNIX ? (externalFileAttributes >>> 16) & 0o7777 : undefined;

function content(zip: ZipFile, entry: Entry, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(error);
      const chunks: Buffer[] = [];
      let size = 0;
      stream.on('data', (c: Buffer) => {
        size += c.length;
        if (size > limit) stream.destroy(new Error('The file is larger than its entry says.'));
        else chunks.push(c);
      });
      stream.on('end', () => resolve(Buffer.concat(chunks)));
      stream.on('error', reject);
      return undefined;
    });
  });
}

/** A zip's files by path, nothing unpacked to disk; `read` refuses more than the entry's own size. Rejects on what is no zip. */
export function openZip(bytes: Buffer): Promise<ReadonlyMap<string, ZipEntry>> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true, autoClose: false }, (error, zip) => {
      if (error)
        return reject(
          new NotAnArchive(
            'invalid',
            'It is not a zip archive, so its files cannot be listed.',
            error,
          ),
        );
      const files = new Map<string, ZipEntry>();
      zip.on('entry', (entry: Entry) => {
        if (!entry.fileName.endsWith('/'))
          files.set(entry.fileName, {
            crc: entry.crc32,
            size: entry.uncompressedSize,
            mode: modeOf(entry),
            read: () => content(zip, entry, entry.uncompressedSize),
          });
        if (files.size > MAX_ENTRIES)
          reject(new Error(`The archive has more than ${MAX_ENTRIES} files.`));
        else zip.readEntry();
      });
      zip.on('end', () => resolve(files));
      zip.on('error', reject);
      zip.readEntry();
      return undefined;
    });
  });
}
