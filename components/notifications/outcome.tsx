import { useDoneToast } from '@/lib/client/toast';
import { OutcomeNote } from '@/components/ui/outcome-note';
import type { NotificationAction } from './use-notification';

/** What came of the last command; what was done, and the way back, in a toast. */
export function Outcome({ action }: { action: NotificationAction }) {
  const { done, send } = action;
  const undo = done?.undo;
  useDoneToast(done, undo?.label ?? '', () => {
    if (undo) send(undo.input);
  });
  return (
    <div aria-live="polite" className="outcome">
      <OutcomeNote outcome={action.outcome} sending={action.sending} onCheck={action.check} />
    </div>
  );
}
