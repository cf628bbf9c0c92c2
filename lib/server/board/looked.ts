import 'server-only';
import type { Connection } from '../aws/connection';
import type { PipelineFacts } from '../data/pipeline-facts';
import type { Phases } from './moving';
import type { WaitingDeployment } from './waiting-deployments';

/** What a round over all pipelines knows of one of them. */
export interface Looked {
  readonly connection: Connection;
  readonly facts: PipelineFacts;
  readonly phases: Phases;
  /** The account's deployments that wait for somebody. */
  readonly waiting: readonly WaitingDeployment[];
  /** Of some pipelines nothing is known yet: what else is asked waits until all rows are there. */
  readonly isFirstLook: boolean;
}
