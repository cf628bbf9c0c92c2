import { Icon } from '@/components/ui/icon';

const STEPS = ['Template and name', 'Progress', 'First release'] as const;

/** Where one is in creating a project; past the last step all are done. */
export function Steps({ at }: { at: 1 | 2 | 3 | 4 }) {
  return (
    <ol className="wizard-steps" aria-label="Steps">
      {STEPS.map((label, i) => (
        <li
          key={label}
          className={i + 1 === at ? 'now' : i + 1 < at ? 'done' : ''}
          aria-current={i + 1 === at ? 'step' : undefined}
        >
          <span aria-hidden="true">{i + 1 < at ? <Icon name="check" small /> : i + 1}</span>
          {label}
        </li>
      ))}
    </ol>
  );
}
