import type { EvidenceRequirement } from '@/lib/domain/evidence/view';
import { Icon, StatusIcon } from '@/components/ui/icon';

/** The rules of the pipeline for this approval, the ones that are not met with their reason. */
export function Requirements({ requirements }: { requirements: readonly EvidenceRequirement[] }) {
  if (!requirements.length) return null;
  return (
    <ul className="requirements" aria-label="Required evidence">
      {requirements.map(({ rule, unmet }) => (
        <li key={rule} className={unmet ? 'k-fail' : 'k-ok'}>
          {unmet ? <Icon name="warn" small /> : <StatusIcon status="ok" quiet small />}
          <span>
            <code>{rule}</code> {unmet ? unmet.words : 'met'}
          </span>
        </li>
      ))}
    </ul>
  );
}
