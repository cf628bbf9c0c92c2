import { AwsError } from '../errors';
import { fitsXml } from '../codec/xml-text';
import { codeOfService } from './constraints';

/**
 * Services that answer in XML, whatever a client spoke when it said something: what XML has no
 * character for could not be read back. S3 takes it in keys, and encodes those that it lists.
 */
const IN_XML: ReadonlySet<string> = new Set([
  'cloudformation',
  'cloudwatch',
  'ec2',
  'iam',
  'sns',
  'sqs',
  'sts',
]);

/** Members whose service has an error of its own for it: SQS's InvalidMessageContents. */
const OWN: ReadonlySet<string> = new Set(['MessageBody', 'MessageAttributes', 'Entries']);

/** Where in an input a text is that does not fit XML. */
function findIn(value: unknown, at: string): string | undefined {
  if (typeof value === 'string') return fitsXml(value) ? undefined : at;
  if (typeof value !== 'object' || value === null || value instanceof Date) return undefined;
  if (ArrayBuffer.isView(value)) return undefined;
  for (const [name, part] of Object.entries(value)) {
    const path = at === '' ? name : `${at}.${name}`;
    const found = fitsXml(name) ? findIn(part, path) : at;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** An AwsError, by the service's own code, for a text with a character that XML does not have. */
export function checkCharacters(service: string, input: object): void {
  if (!IN_XML.has(service)) return;
  for (const [member, value] of Object.entries(input)) {
    if (service === 'sqs' && OWN.has(member)) continue;
    const at = findIn(value, member);
    if (at !== undefined)
      // [infer] AWS documents this refusal for SQS alone: the others say it by their general code.
      throw new AwsError(
        codeOfService(service),
        `The value at '${at}' contains a character that is not valid in XML 1.0.`,
      );
  }
}
