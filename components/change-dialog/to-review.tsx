import { withShortSha, type ToReview as Review } from '@/lib/domain/approvals/to-review';
import { Icon } from '@/components/ui/icon';
import { OutLink } from '@/components/ui/out-link';

/** What the pipeline's author asks to be looked at, and what else of this execution waits: first of all. `sha`: the candidate's. */
export function ToReview({
  review: { customData, link, alsoWaits },
  sha,
}: {
  review: Review;
  sha?: string | undefined;
}) {
  if (!customData && !link && !alsoWaits.length) return null;
  return (
    <div className="note">
      <Icon name="info" />
      <div className="min-w-0 wrap-anywhere">
        {customData && <p className="whitespace-pre-wrap">{withShortSha(customData, sha)}</p>}
        {link && (
          <p>
            <OutLink href={link} label={link} />
          </p>
        )}
        {alsoWaits.length > 0 && (
          <p>
            This execution also waits for{' '}
            {alsoWaits.map((w) => `${w.action} in ${w.stage}`).join(', ')}.
          </p>
        )}
      </div>
    </div>
  );
}
