import { z } from 'zod';

/**
 * A shape: what AWS answers about pipelines of one kind, and what Starboard must say of it. `aws.json` holds the
 * answers in the members and spelling of AWS's own JSON; `expect.json` was written by hand from them, before the code.
 *
 * Times are seconds since the epoch, as on AWS's JSON wire. The server moves all of them by one amount, so that `now`
 * becomes the moment of the test.
 */
const json = z.record(z.string(), z.unknown());

/** One pipeline: the answers of its reads. Lists are whole and newest first: the server filters and pages them. */
const pipeline = z.strictObject({
  /** GetPipeline: `pipeline` and `metadata`. */
  pipeline: json,
  metadata: json,
  /** GetPipeline of earlier versions, by number. */
  versions: z.record(z.string(), json).optional(),
  /** GetPipelineState, without what `pipeline` says already. */
  state: json,
  /** ListPipelineExecutions. */
  executions: z.array(json),
  /** GetPipelineExecution's `pipelineExecution`, by execution; one that is not here is made of the summary. */
  details: z.record(z.string(), json).optional(),
  /** ListActionExecutions. */
  actions: z.array(json),
  /** ListRuleExecutions. */
  rules: z.array(json).optional(),
  /** Which executions have succeeded in a stage, newest first, where the actions listed do not tell. */
  succeededInStage: z.record(z.string(), z.array(z.string())).optional(),
});

export const shapeSchema = z.strictObject({
  /** What this shape is, in a sentence. */
  about: z.string(),
  /** Where the form of the answers is from: a page of AWS's documentation, a published answer. */
  sources: z.array(z.string()).min(1),
  /** What rests on a reading of the documentation rather than on AWS's bytes. */
  reading: z.array(z.string()),
  /** When the answers were given, in seconds since the epoch. */
  now: z.number(),
  account: z.string().regex(/^\d{12}$/),
  region: z.string(),
  pipelines: z.record(z.string(), pipeline),
  /** CodeBuild's `Build`s and `BuildBatch`es. */
  builds: z.array(json).optional(),
  buildBatches: z.array(json).optional(),
  /** CodeDeploy's `DeploymentInfo`s, newest first; `DeploymentGroupInfo`s; targets by deployment. */
  deployments: z.array(json).optional(),
  deploymentGroups: z.array(json).optional(),
  deploymentTargets: z.record(z.string(), z.array(json)).optional(),
  /** CodeCommit's commits by repository and id, and the tips of branches. */
  commits: z.record(z.string(), z.record(z.string(), json)).optional(),
  branches: z.record(z.string(), z.record(z.string(), z.string())).optional(),
  /** Objects in S3, `bucket/key`: `gone`, or the files of the zip it is, or nothing but that it is there. */
  objects: z
    .record(
      z.string(),
      z.union([z.literal('gone'), z.literal('there'), z.record(z.string(), z.string())]),
    )
    .optional(),
  /** Log events by group and stream: seconds and text. */
  logs: z
    .record(z.string(), z.record(z.string(), z.array(z.tuple([z.number(), z.string()]))))
    .optional(),
  /**
   * Any other operation, `service.Operation` (`ecs.DescribeServices`, `cloudformation.DescribeStacks`): the first whose
   * `when` is contained in the input. `error` is AWS's error code and message.
   */
  answers: z
    .record(
      z.string(),
      z.array(
        z.strictObject({
          when: json.optional(),
          answer: json.optional(),
          error: z.strictObject({ code: z.string(), message: z.string() }).optional(),
        }),
      ),
    )
    .optional(),
});
export type Shape = z.infer<typeof shapeSchema>;

/** The answer that a value follows from: `state.stageStates[2].actionStates[0].latestExecution.token`, or a rule of AWS. */
const because = z.string().min(1);

/** A revision as a page writes it: `Source: commit 1a2b3c4 Fix the cart`, `Image: image 9f86d081884c`, `Data: object 3sL4kqtJ`, `Source: no revision`. */
const revision = z.string();

export const expectSchema = z.strictObject({
  /** One row a pipeline, one cell a drawn stage (a stage of approvals alone is drawn with the stage behind it). */
  board: z.array(
    z.strictObject({
      pipeline: z.string(),
      cells: z.array(
        z.strictObject({
          stage: z.string(),
          kind: z.enum(['source', 'build', 'deploy']),
          status: z.string(),
          /** What is live, newest or last good here; first those that changed. */
          holds: z.array(revision).optional(),
          /** What is on its way into it. */
          next: z.array(revision).optional(),
          /** Approvals that wait here, `Stage/Action`. */
          waits: z.array(z.string()).optional(),
          /** Why nothing may enter it, in the words of whoever closed the way in. */
          closed: z.string().optional(),
          because,
        }),
      ),
    }),
  ),
  /** The strip above the board, in its order. */
  attention: z.array(
    z.strictObject({
      pipeline: z.string(),
      status: z.string(),
      stage: z.string(),
      /** The approval's action, where it is one. */
      action: z.string().optional(),
      because,
    }),
  ),
  /** What the inbox asks, oldest first. */
  inbox: z.array(
    z.strictObject({
      pipeline: z.string(),
      stage: z.string(),
      action: z.string(),
      execution: z.string(),
      /** The stage that it decides about. */
      target: z.string(),
      revisions: z.array(revision),
      customData: z.string().optional(),
      link: z.string().optional(),
      /** Seconds since the epoch. */
      deadline: z.number(),
      /** Other approvals of the same execution that wait too, `Stage/Action`. */
      alsoWaits: z.array(z.string()).optional(),
      because,
    }),
  ),
  /** By pipeline and stage: what is live, and how that is known. A stage that has never deployed is null. */
  live: z.record(
    z.string(),
    z.record(
      z.string(),
      z
        .strictObject({
          execution: z.string().optional(),
          revisions: z.array(revision),
          /** `CloudFormation Deploy`: provider and action that deployed it. */
          by: z.string(),
          /** What a failed deployment has left on targets: `Source: commit … on 1 of 2 targets`. */
          left: z.string().optional(),
          /** CodeDeploy's last deployment was made outside the pipeline's last release. */
          disagrees: z.literal(true).optional(),
          /** A newer execution that only some of its deploying actions have deployed: `A and not B`. */
          partly: z.string().optional(),
          because,
        })
        .nullable(),
    ),
  ),
  /** By pipeline and stage: whether it can be rolled back, and each candidate, newest first. */
  rollback: z.record(
    z.string(),
    z.record(
      z.string(),
      z.strictObject({
        /** Why not at all: `source`, `v1`, `parallel`, `running`. */
        problem: z.enum(['source', 'v1', 'parallel', 'running']).optional(),
        candidates: z.array(
          z.strictObject({
            execution: z.string(),
            /** Why not: what is live now, a rollback itself, an older version of the pipeline, an artifact that is gone. */
            why: z.enum(['live', 'rollback', 'version', 'artifact']).optional(),
          }),
        ),
        because,
      }),
    ),
  ),
  /** Where is my commit. */
  commits: z.array(
    z.strictObject({
      query: z.string(),
      /** By pipeline: the source that has it, and the status word of each stage that deploys. */
      found: z.record(
        z.string(),
        z.strictObject({ source: z.string(), stages: z.record(z.string(), z.string()) }),
      ),
      /** Sources that could not be walked, `pipeline: source`. */
      notWalked: z.array(z.string()),
      because,
    }),
  ),
  /** By pipeline: deployments of its last deploying stage in 90 days. */
  insights: z.record(
    z.string(),
    z.strictObject({
      stage: z.string(),
      deployments: z.number(),
      failed: z.number(),
      because,
    }),
  ),
  /** Where each action of an execution leads: a page of Starboard's, and a page of somebody else's. */
  actions: z.array(
    z.strictObject({
      pipeline: z.string(),
      execution: z.string(),
      stage: z.string(),
      action: z.string(),
      page: z.string().nullable(),
      link: z.string().nullable(),
      because,
    }),
  ),
});
export type Expected = z.infer<typeof expectSchema>;
