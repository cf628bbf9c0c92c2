import Link from 'next/link';
import { needsPerson } from '@/lib/domain/status';
import type { Attention } from '@/lib/domain/views';
import { StatusLabel } from '@/components/status/status-label';
import { Age } from '@/components/ui/time';

/** Approvals, failures, then what runs. */
export function AttentionStrip({ items }: { items: readonly Attention[] }) {
  if (!items.length) return null;
  return (
    <section aria-label="What needs attention">
      <ul className="attention">
        {items.map((a) => (
          <li key={a.key} className={`k-${a.status.key}`}>
            <div className="flex items-center justify-between">
              <StatusLabel as="pill" status={a.status} word={a.title} />
              <span className="t12 dim">{a.since > 0 && <Age at={a.since} />}</span>
            </div>
            <p className="what cut">
              <b>{a.project}</b> → {a.where}
            </p>
            <div className="foot">
              <p>{a.detail}</p>
              <Link
                className={`btn small ${needsPerson(a.status) ? 'primary' : ''}`}
                href={a.href}
                prefetch={false}
                aria-label={`${a.action}: ${a.title}, ${a.project}`}
              >
                {a.action}
              </Link>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
