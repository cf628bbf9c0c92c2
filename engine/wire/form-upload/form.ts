import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { AwsError } from '../errors';

/** A form as far as its file: what comes behind it counts for nothing. */
export interface Form {
  /** By their names in small letters, for S3 tells no case of them apart. */
  readonly fields: ReadonlyMap<string, string>;
  /** The last part of the name that the client has for it. */
  readonly filename: string;
  readonly file: Readable;
}

const KB = 1024;
/** [doc] Fields before the file, names and values together ("MaxPostPreDataLengthExceeded", S3 error responses). */
const MOST_BEFORE_FILE = 20 * KB;
const MOST_PARTS = 1000;
const HEADERS_OF_PART = 8 * KB;

const malformed = (cause?: unknown): AwsError =>
  new AwsError(
    'MalformedPOSTRequest',
    'The body of your POST request is not well-formed multipart/form-data.',
    { status: 400, cause },
  );

const tooMuchBefore = (): AwsError =>
  new AwsError(
    'MaxPostPreDataLengthExceeded',
    'Your POST request fields preceding the upload file were too large.',
    { status: 400 },
  );

const noFile = (): AwsError =>
  new AwsError('InvalidArgument', 'POST requires exactly one file upload per request.', {
    status: 400,
    members: { ArgumentName: 'file', ArgumentValue: 0 },
  });

function parser(contentType: string): BusboyInstance {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      isPartAFile: (name) => name?.toLowerCase() === 'file',
      limits: {
        fieldSize: MOST_BEFORE_FILE,
        files: 1,
        parts: MOST_PARTS,
        headerSize: HEADERS_OF_PART,
      },
    });
  } catch (cause) {
    throw malformed(cause);
  }
}

/**
 * Reads a form to the beginning of its file; the file's bytes come as they are asked for. Rejects with an AwsError; the
 * file ends with one where the form breaks within it.
 */
export function readForm(contentType: string, body: Readable): Promise<Form> {
  const form = parser(contentType);
  return new Promise((resolve, reject) => {
    const fields = new Map<string, string>();
    const out = new PassThrough();
    // Nobody may read it any more: an error that nobody hears would end the engine.
    out.on('error', () => undefined);
    let held = 0;
    let hasFile = false;
    const fail = (error: Error): void => {
      body.unpipe(form);
      out.destroy(error);
      reject(error);
    };
    form.on('field', (name, value, _nameTruncated, truncated) => {
      // Of a part without a name there is none, whatever the types say.
      if (hasFile || (name as string | undefined) === undefined) return;
      held += name.length + value.length;
      if (truncated || held > MOST_BEFORE_FILE) fail(tooMuchBefore());
      else fields.set(name.toLowerCase(), value);
    });
    form.on('file', (_name, file, filename: string | undefined) => {
      hasFile = true;
      pipeline(file, out, (error) => {
        if (error) fail(error instanceof AwsError ? error : malformed(error));
      });
      resolve({ fields, filename: filename ?? '', file: out });
    });
    form.on('partsLimit', () => {
      if (!hasFile) fail(tooMuchBefore());
    });
    form.on('error', (error: unknown) => fail(malformed(error)));
    form.on('finish', () => {
      if (!hasFile) fail(noFile());
    });
    body.once('error', fail);
    body.pipe(form);
  });
}
