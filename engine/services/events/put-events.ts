import { parseJson } from '../../../common/bounded-parse';
import type * as EB from '@aws-sdk/client-eventbridge';
import type { Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';

/** [model] AWS-SEMANTICS 5. */
const MAX_ENTRIES = 10;
const MAX_BYTES = 256 * 1024;

export const putEvents: Handler<EB.PutEventsRequest, EB.PutEventsResponse> = (input, ctx) => {
  if (!input.Entries.length || input.Entries.length > MAX_ENTRIES)
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and ${MAX_ENTRIES}`,
    );
  const size = input.Entries.reduce(
    (n, e) =>
      n +
      [e.Source, e.DetailType, e.Detail, ...(e.Resources ?? [])].reduce(
        (m, s) => m + Buffer.byteLength(s ?? ''),
        e.Time ? 14 : 0,
      ),
    0,
  );
  if (size > MAX_BYTES)
    throw new AwsError(
      'ValidationException',
      `Total size of the entries in the request is over the limit of ${MAX_BYTES} bytes`,
    );
  const entries = input.Entries.map((e): EB.PutEventsResultEntry => {
    if (!e.Source || !e.DetailType || e.Detail === undefined)
      return {
        ErrorCode: 'InvalidArgument',
        ErrorMessage: 'Parameter Source, DetailType and Detail are required.',
      };
    if (e.Source.startsWith('aws.'))
      return {
        ErrorCode: 'NotAuthorizedForSourceException',
        ErrorMessage: 'Not authorized for the source.',
      };
    try {
      const detail = parseJson(e.Detail);
      if (typeof detail !== 'object' || detail === null || Array.isArray(detail))
        return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
      ctx.emit(e.Source, e.DetailType, detail as Record<string, unknown>, e.Resources ?? []);
      return { EventId: ctx.ids.uuid() };
    } catch {
      return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    }
  });
  return { FailedEntryCount: entries.filter((e) => e.ErrorCode).length, Entries: entries };
};
