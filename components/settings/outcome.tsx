import { Button } from '@/components/ui/button';
import { StatusIcon } from '@/components/ui/icon';
import { ReadProblem } from '@/components/ui/states';
import type { Ordering } from './use-notification';

/** What came of the last order, and the way back. */
export function Outcome({ ordering: { done, problem, busy, send } }: { ordering: Ordering }) {
  const undo = done?.undo;
  return (
    <div aria-live="polite" className="outcome">
      {done && (
        <div className="note k-ok">
          <StatusIcon status="ok" />
          <span className="flex-1">{done.sentence}</span>
          {undo && (
            <Button size="small" disabled={busy} onClick={() => void send(undo.order)}>
              {undo.label}
            </Button>
          )}
        </div>
      )}
      {problem && <ReadProblem error={problem} old={false} once title="This was not done." />}
    </div>
  );
}
