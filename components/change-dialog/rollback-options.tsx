'use client';
import type { ChangeRequest } from '@/lib/domain/changes/change';
import type { ChangeKind } from '@/lib/domain/changes/change-kinds';
import type { RollbackOption } from '@/lib/domain/changes/rollback-options';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { InlineCode } from '@/components/ui/inline-code';

/** The ways back, best first: which one this is, which others there are, and why each of the rest cannot be taken. */
export function RollbackOptions({
  options,
  kind,
  onTake,
}: {
  options: readonly RollbackOption[];
  kind: ChangeKind;
  onTake: (request: ChangeRequest) => void;
}) {
  return (
    <section>
      <h3 className="label">Ways back</h3>
      <ol className="rollback-options">
        {options.map((r) => (
          <li
            key={r.key}
            className={r.key === kind ? 'now' : r.why === undefined ? '' : 'off'}
            aria-current={r.key === kind || undefined}
          >
            <span className="min-w-0">
              <b className="font-medium">{r.label}</b>
              {r.key === kind && <span className="tag">this</span>}
              <span className="text-xs text-muted block">
                <InlineCode text={r.detail} />
              </span>
              {r.why !== undefined && (
                <span className="why-not text-xs">
                  <Icon name="info" small />
                  {r.why}
                </span>
              )}
            </span>
            {r.key !== kind && r.why === undefined && (
              <Button size="small" onClick={() => onTake(r.request)}>
                {r.label}…
              </Button>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
