/**
 * What the machine does where AWS's documentation is silent or known from memory only. Each constant carries its mark
 * ([memory] or [infer]); docs/unverified.md is generated from these comments.
 */

/** [infer] A rollback does not meet its stage's conditions: a closed deployment window must not keep a broken release live. */
export const ROLLBACK_MEETS_CONDITIONS: boolean = false;

/** [doc] Exactly one automatic attempt for each entry of a stage (AWS-SEMANTICS 3.7). */
export const AUTOMATIC_RETRIES = 1;

/** [doc] for QUEUED, [memory] for PARALLEL: executions of one pipeline that can be under way at once (AWS-SEMANTICS 3.4). */
export const MAX_CONCURRENT = 50;

/** [memory] A custom action that no job worker has finished fails after a day (AWS-SEMANTICS 3.11). */
export const CUSTOM_ACTION_MS = 24 * 3_600_000;

/** [infer] A job that was handed to a worker and never acknowledged is offered again after this long. */
export const JOB_OFFER_MS = 30_000;

/** [infer] A job that its worker continues later is offered again after this long. */
export const JOB_CONTINUATION_MS = 5_000;

/** [infer] A rule without a timeout of its own fails after this long; [doc] for Commands: 55 minutes. */
export const RULE_TIMEOUT_MS = 55 * 60_000;

/** [infer] In PARALLEL mode nobody waits, so there is no transition to close: the call is refused, not stored without effect. */
export const PARALLEL_HAS_TRANSITIONS: boolean = false;

/** [infer] The way out of a stage and the way into the next are one arrow: either call changes the same state. */
export const OUTBOUND_IS_NEXT_INBOUND: boolean = true;

/** [infer] A closed deployment window fails its rule with this code at once: the stage waits for a retry or an override, not for the window. */
export const CLOSED_WINDOW_CODE = 'RuleFailed';

/** [infer] The message of a rejected approval is its summary. AWS's code is known from a published notification (JobFailed), its message is not. */
export const REJECTION_MESSAGE = (summary: string): string => summary;

/** [memory] The code of an approval that nobody has answered in time, or of a job that no worker has finished. */
export const TIMEOUT_CODE = 'TimeoutError';

/** [infer] The code of an S3 source whose bucket has no versioning. That AWS fails it is told ("it throws an error"), its words are not. */
export const UNVERSIONED_CODE = 'ConfigurationError';

/** [infer] An object from before versioning was enabled has no version id: its revision is its ETag, which the user guide names as the other part of a revision. */
export const UNVERSIONED_REVISION_IS_ETAG: boolean = true;

/** [infer] An EC2 deploy action without MaxBatch: as Systems Manager's SendCommand, through which it works, has it. */
export const MAX_BATCH_UNLESS_SAID = '50';

/** [infer] The same without MaxError: the first failure ends it. */
export const MAX_ERROR_UNLESS_SAID = '0';

/** [infer] What an EC2 deploy action says when no running instance has its tag; that it fails follows from its having nothing to deploy to. */
export const NO_INSTANCES = 'No instances were found with the given tag.';

/** [infer] An approval's external execution id is its token in every execution mode; documented for PARALLEL, and a published notification of another mode has a UUID there. */
export const APPROVAL_ID_IS_TOKEN: boolean = true;
