'use client';
import type { QuotasView, QuotaView } from '@/lib/domain/projects/quotas';
import { Icon, StatusIcon } from '@/components/ui/icon';

function Short({ quota }: { quota: QuotaView }) {
  return (
    <div className="note k-stop" role="alert">
      <StatusIcon status="stop" />
      <div>
        {quota.text}
        {quota.console && (
          <div className="mt-2">
            <a className="btn small" href={quota.console} target="_blank" rel="noopener noreferrer">
              Ask for more in Service Quotas
              <Icon name="out" small />
            </a>
          </div>
        )}
      </div>
    </div>
  );
}

/** What the project needs of the account's quotas: what does not fit stands out, with where more is asked for. */
export function QuotaNotes({ quotas: { quotas, unread } }: { quotas: QuotasView }) {
  const isShort = (q: QuotaView): boolean => q.effect === 'refused' || q.effect === 'fails';
  return (
    <>
      {quotas.filter(isShort).map((q) => (
        <Short key={q.text} quota={q} />
      ))}
      {[...quotas.filter((q) => !isShort(q)).map((q) => q.text), ...unread].map((text) => (
        <p key={text} className="text-xs text-muted">
          {text}
        </p>
      ))}
    </>
  );
}
