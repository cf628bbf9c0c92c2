import { MAX_DEPTH } from '../../common/bounded-parse';
import { AwsError } from './errors';

const KB = 1024;
const MB = 1024 * KB;

/** What a request with a buffered body may bring. AWS's own limits are smaller; JSON and form encoding make a text longer. */
const DEFAULT = MB;

/** Services and operations that AWS lets bring more. */
const LIMITS: Readonly<Record<string, number>> = {
  // A pipeline may have a thousand actions.
  codepipeline: 2 * MB,
  codebuild: 2 * MB,
  // [doc] A file may have 6 MB, all files of a commit 20 MB; base64 adds a third (CodeCommit quotas).
  'codecommit:PutFile': 9 * MB,
  'codecommit:CreateCommit': 28 * MB,
  // [doc] 1,048,576 bytes a batch, of which each may be escaped (CloudWatch Logs, PutLogEvents).
  'logs:PutLogEvents': 8 * MB,
  'cloudwatch:PutMetricData': 2 * MB,
  // A message of 1 MiB, whose characters a form or ASCII JSON may write three times as long.
  sns: 4 * MB,
  sqs: 4 * MB,
  // Ten thousand parts, or a thousand keys of a thousand characters, in XML.
  's3:CompleteMultipartUpload': 4 * MB,
  's3:DeleteObjects': 8 * MB,
};

/** How many bytes of body an operation takes before its service is known to refuse them. */
export const bodyLimit = (service: string | undefined, operation: string | undefined): number =>
  LIMITS[`${service ?? ''}:${operation ?? ''}`] ?? LIMITS[service ?? ''] ?? DEFAULT;

/** All bodies that are kept at a time, however many clients there are. */
const TOTAL = 96 * MB;

/** Bytes that requests in flight hold, given back when they are answered. */
export class BodyBudget {
  private held = 0;

  constructor(private readonly total = TOTAL) {}

  /** Takes its share or refuses, in the words that every SDK tries again after. */
  take(bytes: number): () => void {
    if (this.held + bytes > this.total)
      throw new AwsError(
        'ServiceUnavailable',
        'The engine holds as many request bodies as it may: send the request again.',
        { status: 503 },
      );
    this.held += bytes;
    let given = true;
    return () => {
      if (given) this.held -= bytes;
      given = false;
    };
  }
}

/** Whether an XML text nests deeper than `limit`, or declares entities, which none of S3's inputs has. */
export function xmlRefused(text: string, limit = MAX_DEPTH): boolean {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) return true;
  let depth = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    const next = text[at + 1];
    if (next === '/') depth--;
    else if (next !== '?' && next !== '!') {
      const end = text.indexOf('>', at);
      if (end < 0) return false;
      if (text[end - 1] !== '/' && ++depth > limit) return true;
      at = end;
    }
  }
  return false;
}
