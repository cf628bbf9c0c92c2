import 'server-only';
import { createHash } from 'node:crypto';
import { PassThrough, pipeline, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { fromRandomAccessReader, RandomAccessReader, type Entry, type ZipFile } from 'yauzl';

/** The bytes from `start` up to, and without, `end`. */
export type RangeOf = (start: number, end: number) => Promise<Readable>;

/** So much is asked for at a time: a list of files is read in few requests, and a small archive in one. */
const WINDOW = 256 * 1024;

/** An archive that is read where it is, a window at a time; nothing else of it is in memory. */
class RemoteReader extends RandomAccessReader {
  private start = 0;
  private bytes = Buffer.alloc(0);

  constructor(
    private readonly rangeOf: RangeOf,
    private readonly size: number,
  ) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    if (this.holds(start, end)) return Readable.from([this.held(start, end)]);
    const through = new PassThrough();
    this.rangeOf(start, end).then(
      (stream) => pipeline(stream, through, () => undefined),
      (error: unknown) => through.destroy(error as Error),
    );
    return through;
  }

  override read(
    target: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.show(position, position + length).then(
      () => {
        this.held(position, position + length).copy(target, offset);
        callback(null);
      },
      (error: unknown) => callback(error as Error),
    );
  }

  private holds = (start: number, end: number): boolean =>
    start >= this.start && end <= this.start + this.bytes.length;

  private held = (start: number, end: number): Buffer =>
    this.bytes.subarray(start - this.start, end - this.start);

  /** Moves the window; at the archive's end it lies before what is asked for, for that is where the list is. */
  private async show(start: number, end: number): Promise<void> {
    if (this.holds(start, end)) return;
    const from = end === this.size ? Math.max(0, Math.min(start, end - WINDOW)) : start;
    const to = Math.min(this.size, Math.max(end, from + WINDOW));
    this.bytes = await buffer(await this.rangeOf(from, to));
    this.start = from;
    if (!this.holds(start, end)) throw new Error('It ends before its list of files says.');
  }
}

/** A file of an archive, as the archive's list has it. */
export interface RemoteEntry {
  readonly path: string;
  readonly size: number;
  readonly crc: number;
}

export interface ReadFile {
  readonly bytes: Buffer;
  /** Over the whole file, or over `bytes` where no more was read. */
  readonly sha256: string;
}

export interface RemoteZip {
  readonly entries: readonly RemoteEntry[];
  /** It has more files than are listed. */
  readonly isCut: boolean;
  /** The beginning of a file, at most `limit` bytes of it. */
  read(entry: RemoteEntry, limit: number): Promise<ReadFile>;
}

const MAX_ENTRIES = 50_000;

async function begin(stream: Readable, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Leaving the loop destroys the stream, and with it the request.
  for await (const chunk of stream) {
    const bytes = (chunk as Buffer).subarray(0, limit - length);
    chunks.push(bytes);
    length += bytes.length;
    if (length >= limit) break;
  }
  return Buffer.concat(chunks);
}

function open(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
}

async function read(zip: ZipFile, entry: Entry | undefined, limit: number): Promise<ReadFile> {
  if (!entry) throw new Error('It has no such file.');
  const bytes = await begin(await open(zip, entry), limit);
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function listOf(zip: ZipFile): Promise<RemoteZip> {
  const entries: RemoteEntry[] = [];
  const own = new Map<RemoteEntry, Entry>();
  return new Promise((resolve, reject) => {
    const done = (isCut: boolean): void =>
      resolve({ entries, isCut, read: (entry, limit) => read(zip, own.get(entry), limit) });
    zip.on('entry', (entry: Entry) => {
      if (!entry.fileName.endsWith('/')) {
        const listed = { path: entry.fileName, size: entry.uncompressedSize, crc: entry.crc32 };
        entries.push(listed);
        own.set(listed, entry);
      }
      if (entries.length >= MAX_ENTRIES) done(zip.entryCount > zip.entriesRead);
      else zip.readEntry();
    });
    zip.on('end', () => done(false));
    zip.on('error', reject);
    zip.readEntry();
  });
}

/** Lists a zip that is somewhere else, without fetching it. Rejects on what is no zip. */
export function openRemoteZip(rangeOf: RangeOf, size: number): Promise<RemoteZip> {
  return new Promise((resolve, reject) => {
    fromRandomAccessReader(
      new RemoteReader(rangeOf, size),
      size,
      { lazyEntries: true, autoClose: false },
      (error, zip) => (error ? reject(error) : listOf(zip).then(resolve, reject)),
    );
  });
}
