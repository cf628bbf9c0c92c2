import 'server-only';
import type { EvidenceView } from '@/lib/domain/evidence/view';
import type { Connection } from '../aws/connection';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';

/** What is read before an approval is answered, of whichever execution waits or waited there. */
export function getEvidence(
  _connection: Connection,
  pipeline: string,
  stage: string,
  action: string,
  execution: string,
): Promise<EvidenceView> {
  return cache.read(
    ['evidence', pipeline, stage, action, execution],
    [['pipeline', pipeline]],
    moment(),
    () =>
      Promise.resolve({
        pipeline,
        stage,
        action,
        execution,
        pieces: [],
        unread: [
          {
            place: { action: '', artifact: '', path: '' },
            why: 'Artifacts are not looked through yet.',
          },
        ],
        leftOut: [],
        looked: { artifacts: 0, files: 0 },
        contradictions: [],
        hash: '',
        requirements: [],
        moving: false,
      }),
  );
}
