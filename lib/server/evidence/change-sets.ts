import 'server-only';
import { createHash } from 'node:crypto';
import type { DescribeChangeSetOutput } from '@aws-sdk/client-cloudformation';
import { changeSetEvidence } from '@/lib/domain/evidence/recognise';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { AppError, lacking } from '../aws/errors';
import { awayOf } from '../data/action-links';
import type { PipelineFacts } from '../data/pipeline-facts';
import { gone, NOTHING, unreadAt, type Found } from './found';
import type { MadeChangeSet } from './places';

type Reader = Awaited<ReturnType<typeof client<'cloudformation'>>>;
type Which = { readonly ChangeSetName: string; readonly StackName?: string };

/** A stack has at most 500 resources, a page at most about 1 MB; nested stacks count each. */
const MOST_PAGES = 100;

/** Every page of a change set, then those of its nested stacks. */
async function answersOf(cfn: Reader, which: Which): Promise<DescribeChangeSetOutput[]> {
  const answers: DescribeChangeSetOutput[] = [];
  const asked = new Set<string>();
  const waiting: Which[] = [which];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    let token: string | undefined;
    do {
      if (answers.length >= MOST_PAGES)
        throw new AppError('invalid', `It has more than ${MOST_PAGES} pages, and none is shown.`);
      const page = await cfn.describeChangeSet({
        ...next,
        IncludePropertyValues: true,
        NextToken: token,
      });
      answers.push(page);
      for (const { ResourceChange: change } of page.Changes ?? [])
        if (change?.ChangeSetId && !asked.has(change.ChangeSetId)) {
          asked.add(change.ChangeSetId);
          waiting.push({ ChangeSetName: change.ChangeSetId });
        }
      token = page.NextToken;
    } while (token);
  }
  return answers;
}

/** The answers as one text, without what differs each time they are given. */
const textOf = (answers: readonly DescribeChangeSetOutput[]): string =>
  JSON.stringify(answers.map((a) => ({ ...a, NextToken: undefined, $metadata: undefined })));

/** A change set that waits to be executed, as CloudFormation describes it now. */
export async function readChangeSet(
  connection: Connection,
  facts: Pick<PipelineFacts, 'arn' | 'declaration'>,
  { action, stack, changeSet, arn, ran }: MadeChangeSet,
): Promise<Found> {
  const place = { action, artifact: '', path: `${stack}/${changeSet}` };
  const away = awayOf(facts, { region: ran.input?.region, roleArn: ran.input?.roleArn });
  if (away) return gone(place, `The change set is in another place, and is not read: ${away}.`);
  try {
    const which = arn ? { ChangeSetName: arn } : { ChangeSetName: changeSet, StackName: stack };
    const answers = await answersOf(await client('cloudformation', connection), which);
    const text = textOf(answers);
    const sha256 = createHash('sha256').update(text).digest('hex');
    const piece = changeSetEvidence({ place, sha256, bytes: text.length, answers });
    return { ...NOTHING, pieces: [piece], versions: [`${place.path} ${sha256}`] };
  } catch (error) {
    if (isAwsError(error, 'ChangeSetNotFound', 'ChangeSetNotFoundException'))
      return gone(place, 'The change set no longer exists: it was deleted, or made again since.');
    return unreadAt(place, lacking(error, 'cloudformation:DescribeChangeSet'));
  }
}
