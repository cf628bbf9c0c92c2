import { z } from 'zod';
import { idempotencyKey } from '@/lib/domain/changes/command';

const text = (max: number) => z.string().max(max);

/** A whole number between two limits. */
const whole = (min: number, max: number, problem: string) =>
  z.int(problem).min(min, problem).max(max, problem);

/** Ids out of one text. */
export const idsOf = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

/** A variable of a build project; the value of a secret is a reference, never the secret. */
const projectVariable = z
  .object({
    name: text(255)
      .refine((name) => /^[A-Za-z_]\w*$/.test(name), {
        error: ({ input }) =>
          input === ''
            ? 'Give the variable a name, or remove it.'
            : `'${String(input)}' is not a variable name: use letters, digits and _ only.`,
      })
      .refine((name) => !name.startsWith('CODEBUILD_'), {
        error: ({ input }) =>
          `${String(input)}: names that start with CODEBUILD_ are reserved. Choose another name.`,
      }),
    type: z.enum(['PLAINTEXT', 'PARAMETER_STORE', 'SECRETS_MANAGER']),
    value: text(5000),
    /** Its value is not shown; left empty it stays as it is. */
    kept: z.boolean().optional(),
  })
  .readonly();
export type ProjectVariable = z.infer<typeof projectVariable>;

const variables = z
  .array(projectVariable)
  .max(200)
  .superRefine((list, { addIssue }) => {
    const names = list.map((v) => v.name);
    for (const [i, name] of names.entries())
      if (names.indexOf(name) !== i)
        addIssue({
          code: 'custom',
          path: [i, 'name'],
          message: `${name} appears twice. Remove one, or choose another name.`,
        });
  })
  .readonly();

const S3_LOCATION = /^(arn:[\w-]+:s3:::)?[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/.*)?$/;

const cache = z
  .object({
    kind: z.enum(['NO_CACHE', 'S3', 'LOCAL']),
    /** `bucket/prefix`, of S3 alone. */
    location: text(500),
    /** Of LOCAL alone. */
    modes: z.array(text(60)).max(3).readonly(),
  })
  .refine(({ kind, location }) => kind !== 'S3' || S3_LOCATION.test(location), {
    path: ['location'],
    error: 'An S3 cache needs a bucket, or bucket/prefix.',
  })
  .refine(({ kind, modes }) => kind !== 'LOCAL' || modes.length > 0, {
    path: ['modes'],
    error: 'A local cache keeps at least one kind of thing. Choose one.',
  })
  .readonly();

interface IdKind {
  readonly form: RegExp;
  readonly word: string;
  readonly hint: string;
  readonly max: number;
}

const SUBNETS: IdKind = { form: /^subnet-\w+$/, word: 'subnet', hint: 'subnet-…', max: 16 };
const GROUPS: IdKind = { form: /^sg-\w+$/, word: 'security group', hint: 'sg-…', max: 5 };

/** Why a list of ids cannot be, in one sentence. */
function idsProblem(list: string, { form, word, hint, max }: IdKind): string | undefined {
  const ids = idsOf(list);
  const wrong = ids.find((id) => !form.test(id));
  if (wrong !== undefined) return `${wrong} is not a ${word} ID: enter ${hint}.`;
  return ids.length >= 1 && ids.length <= max
    ? undefined
    : `A VPC needs 1 to ${max} ${word}s: enter their IDs, ${hint}.`;
}

/** Ids; several are separated by commas. All three, or none. */
const vpc = z
  .object({ id: text(60), subnets: text(1000), groups: text(500) })
  .superRefine(({ id, subnets, groups }, { addIssue }) => {
    if (id === '' && !idsOf(subnets).length && !idsOf(groups).length) return;
    const problems = {
      id: /^vpc-\w+$/.test(id) ? undefined : 'Enter a VPC ID, vpc-….',
      subnets: idsProblem(subnets, SUBNETS),
      groups: idsProblem(groups, GROUPS),
    };
    for (const [field, message] of Object.entries(problems))
      if (message !== undefined) addIssue({ code: 'custom', path: [field], message });
  })
  .readonly();

/** What of a build project can be edited here; the limits are CodeBuild's (API reference, UpdateProject). Empty texts are "not set". */
export const projectSettings = z
  .object({
    description: z.string().max(255, 'A description has at most 255 characters.'),
    image: text(500).refine(
      (image) => image.trim() !== '',
      'An image is required, such as aws/codebuild/standard:7.0.',
    ),
    computeType: text(60),
    privileged: z.boolean(),
    buildspec: text(32_000),
    timeoutMinutes: whole(5, 2160, 'A build may take 5 to 2160 minutes.'),
    queuedTimeoutMinutes: whole(5, 480, 'A build may wait 5 to 480 minutes.'),
    /** 0 = no limit of its own. */
    concurrentLimit: whole(
      0,
      10_000,
      'The concurrent build limit is a number up to 10000; 0 means no project limit.',
    ),
    autoRetryLimit: whole(0, 10, 'A failed build may be tried again 0 to 10 times.'),
    variables,
    cache,
    vpc,
    kmsKey: text(2048).regex(
      /^$|^(arn:[\w-]+:kms:|alias\/)\S+$/,
      'Enter a KMS key ARN or alias/NAME.',
    ),
  })
  .readonly();
export type ProjectSettings = z.infer<typeof projectSettings>;

export const buildProjectCommand = z.object({
  idempotencyKey,
  name: text(150),
  /** `modifiedAt` as the person saw it. */
  seen: z.number(),
  settings: projectSettings,
});
export type BuildProjectCommand = Readonly<z.infer<typeof buildProjectCommand>>;

const project = z.string().min(1).max(150);

/** The alarm on failed builds, made or removed. */
export const alarmCommand = z.object({
  idempotencyKey,
  action: z.enum(['create', 'delete']),
  project,
  /** The topic to tell; without one, a topic of the alarm's name is made. */
  topic: z.string().startsWith('arn:').max(2048).optional(),
});
export type AlarmCommand = Readonly<z.infer<typeof alarmCommand>>;
