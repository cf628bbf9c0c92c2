import type { ConditionView } from '@/lib/domain/views';
import { ChangeButton } from '@/components/change-dialog/button';
import { StatusLabel } from '@/components/status/status-label';

/** What a stage asks, rule by rule, and the way past it. */
export function Conditions({
  conditions,
  pipeline,
}: {
  conditions: readonly ConditionView[];
  pipeline: string;
}) {
  return (
    <div className="conditions">
      {conditions.map((c) => (
        <div key={`${c.stage} ${c.when}`} className="condition">
          <div className="flex items-center justify-between gap-2">
            <span className="text-faint">{c.when}</span>
            <StatusLabel status={c.status} />
          </div>
          <ul>
            {c.rules.map((r) => (
              <li key={r.name}>
                <StatusLabel as="bare" status={r.status} />
                <span className="min-w-0">
                  <b className="font-medium">{r.name}</b>
                  {r.message && <span className="text-muted"> {r.message}</span>}
                </span>
              </li>
            ))}
          </ul>
          {c.overridable && (
            <ChangeButton
              size="small"
              change={{ kind: 'override', pipeline, ...c.overridable }}
              label={`Override the condition of ${c.stage}…`}
            >
              Override…
            </ChangeButton>
          )}
        </div>
      ))}
    </div>
  );
}
