/** A queue as its address names it. */
export interface QueueAddress {
  readonly url: string;
  readonly name: string;
  readonly account: string;
  /** Where the host says it: `sqs.eu-west-1.…`. */
  readonly region: string | undefined;
}

const SETTING = 'STARBOARD_EVENTS_QUEUE';

/**
 * The queue that `STARBOARD_EVENTS_QUEUE` names by its URL (SQS developer guide, "Queue and message identifiers"); undefined
 * where the setting is empty. Throws a sentence for what is not the URL of a standard queue.
 */
export function queueAddress(setting: string | undefined): QueueAddress | undefined {
  const text = setting?.trim() ?? '';
  if (text === '') return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const [, account, name = ''] =
    /^\/(\d{12})\/([\w-]{1,80}(?:\.fifo)?)$/.exec(url?.pathname ?? '') ?? [];
  const isPlain = url?.protocol === 'http:' && url.hostname === '127.0.0.1';
  if (!url || account === undefined || (url.protocol !== 'https:' && !isPlain))
    throw new Error(
      `${SETTING}='${text}' is not the URL of an SQS queue. Use the output QueueUrl of deploy/live-queue.yml.`,
    );
  if (name.endsWith('.fifo'))
    throw new Error(
      `${SETTING} names ${name}, a FIFO queue: it holds back what comes after an unread message. Use a standard queue.`,
    );
  const region = /(?:^|\.)sqs(?:-fips)?\.([a-z0-9-]+)\./.exec(url.hostname)?.[1];
  return { url: text, name, account, region };
}
