import { Button } from '@/components/ui/button';
import { StatusIcon } from '@/components/ui/icon';
import { OutcomeNote } from '@/components/ui/outcome-note';
import type { NotificationAction } from './use-notification';

/** What came of the last order, and the way back. */
export function Outcome({ action }: { action: NotificationAction }) {
  const { done, busy, send } = action;
  const undo = done?.undo;
  return (
    <div aria-live="polite" className="outcome">
      {done && (
        <div className="note k-ok">
          <StatusIcon status="ok" />
          <span className="flex-1">{done.sentence}</span>
          {undo && (
            <Button size="small" disabled={busy} onClick={() => send(undo.input)}>
              {undo.label}
            </Button>
          )}
        </div>
      )}
      <OutcomeNote outcome={action.outcome} sending={action.sending} onCheck={action.check} />
    </div>
  );
}
