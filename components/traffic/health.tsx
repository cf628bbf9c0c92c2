import { targetHealthStatus } from '@/lib/domain/status';
import {
  reasonWords,
  type TargetGroupView,
  type TargetHealth,
} from '@/lib/domain/traffic/target-group';
import { StatusLabel } from '@/components/status/status-label';

/** How a balancer sees a target: AWS's code and words, and one plain sentence. */
export function HealthLabel({
  health,
  group,
  named = false,
}: {
  health: TargetHealth;
  group: Pick<TargetGroupView, 'name' | 'check' | 'drainSeconds'>;
  /** Says which target group it is in. */
  named?: boolean;
}) {
  const words = reasonWords(health, group);
  return (
    <div className="target-health">
      <span className="flex flex-wrap items-center gap-x-2">
        <StatusLabel status={targetHealthStatus(health.state)} />
        {named && <span className="text-xs text-faint">in {group.name}</span>}
        {health.reason && <code className="text-2xs text-muted">{health.reason}</code>}
      </span>
      {words && <span className="block text-xs text-muted">{words}</span>}
      {health.description && (
        <span className="block text-2xs text-faint">“{health.description}”</span>
      )}
    </div>
  );
}
