import { z } from 'zod';
import { idempotencyKey } from '@/lib/domain/changes/command';

const text = (max: number) => z.string().max(max);

/** A variable of a build project; the value of a secret is a reference, never the secret. */
const projectVariable = z
  .object({
    name: text(255),
    type: z.enum(['PLAINTEXT', 'PARAMETER_STORE', 'SECRETS_MANAGER']),
    value: text(5000),
    /** Its value is not shown; left empty it stays as it is. */
    kept: z.boolean().optional(),
  })
  .readonly();
export type ProjectVariable = z.infer<typeof projectVariable>;

/** What of a build project can be edited here. Empty texts are "not set". */
const projectSettings = z
  .object({
    description: text(255),
    image: text(500),
    computeType: text(60),
    privileged: z.boolean(),
    buildspec: text(32_000),
    timeoutMinutes: z.number(),
    queuedTimeoutMinutes: z.number(),
    /** 0 = no limit of its own. */
    concurrentLimit: z.number(),
    autoRetryLimit: z.number(),
    variables: z.array(projectVariable).max(200).readonly(),
    cache: z
      .object({
        kind: z.enum(['NO_CACHE', 'S3', 'LOCAL']),
        /** `bucket/prefix`, of S3 alone. */
        location: text(500),
        /** Of LOCAL alone. */
        modes: z.array(text(60)).max(3).readonly(),
      })
      .readonly(),
    /** Ids; several are separated by commas. All three, or none. */
    vpc: z.object({ id: text(60), subnets: text(1000), groups: text(500) }).readonly(),
    kmsKey: text(2048),
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
