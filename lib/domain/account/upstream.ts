/** How the dashboard learns of changes and what that costs: shown beside the age of the data. */
export interface Upstream {
  /** `events` from EventBridge by a queue, or `polling`. */
  readonly via: 'events' | 'polling';
  /** What is shown is of now although nothing was heard of it for so long, in ms. */
  readonly silentMs: number;
  /** Why there are no events, or why some are missing, in words. */
  readonly why?: string | undefined;
  /** When the oldest of what is known of pipelines was read, in ms since the epoch; not while events tell of what is new. */
  readonly oldest?: number | undefined;
  /** The queue that the account's owner made for this dashboard, while events come through it. */
  readonly queue?: string | undefined;
  /** Calls to AWS in the last minute, retries included. */
  readonly callsPerMinute: number;
  /** APIs that AWS has throttled lately, `codepipeline:GetPipelineState`. */
  readonly throttled: readonly string[];
}
