import type { ApprovalView } from '@/lib/domain/approvals/approval';
import { Icon } from '@/components/ui/icon';

/** What the pipeline's author asks to be looked at, and what else of this execution waits: first of all on the card. */
export function ToReview({ approval: a }: { approval: ApprovalView }) {
  if (!a.customData && !a.link && !a.alsoWaits.length) return null;
  return (
    <div className="note k-wait">
      <Icon name="info" />
      <div className="min-w-0 wrap-anywhere">
        {a.customData && <p className="whitespace-pre-wrap">{a.customData}</p>}
        {a.link && (
          <p>
            <a href={a.link} target="_blank" rel="noopener noreferrer">
              {a.link}
            </a>
          </p>
        )}
        {a.alsoWaits.length > 0 && (
          <p>
            This execution also waits for{' '}
            {a.alsoWaits.map((w) => `${w.action} in ${w.stage}`).join(', ')}.
          </p>
        )}
      </div>
    </div>
  );
}
