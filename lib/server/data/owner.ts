import 'server-only';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { cache } from '../cache/cache';
import { forever } from '../cache/policy';

/** Tags by which tools mark what is theirs, and how a page names them. */
const MARKS: readonly (readonly [string, (value: string) => string])[] = [
  ['aws:cloudformation:stack-name', (v) => `the CloudFormation stack ${v}`],
  ['aws:cdk:path', () => 'a CDK application'],
  ['starboard:project', (v) => `the CloudFormation stack starboard-${v}`],
  ['terraform', () => 'Terraform'],
  ['tf_module', () => 'Terraform'],
  ['pulumi:project', (v) => `the Pulumi project ${v}`],
];

/** Who made a pipeline and will put it back as it was at its next run, by its tags; undefined if nobody is named. */
export async function ownerOf(
  connection: Connection,
  name: string,
  arn: string | undefined,
): Promise<string | undefined> {
  if (arn === undefined) return undefined;
  return cache
    .read(['owner', name, arn], [], forever(), async () => {
      const { tags = [] } = await (
        await client('codepipeline', connection)
      ).listTagsForResource({ resourceArn: arn });
      for (const [key, word] of MARKS) {
        const tag = tags.find((t) => t.key?.toLowerCase() === key);
        if (tag) return word(tag.value ?? '');
      }
      const managed = tags.find((t) => /^managed[-_ ]?by$/i.test(t.key ?? ''))?.value;
      return managed && !/^(manual|none)$/i.test(managed) ? managed : undefined;
    })
    .catch(() => undefined);
}
