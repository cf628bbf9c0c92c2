import { use } from 'react';
import { FormContext } from '@/components/ui/form';
import { StatusIcon } from '@/components/ui/icon';
import type { NameState } from './use-name-check';

interface Props {
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly check: NameState;
}

const BOXES: Readonly<Partial<Record<NameState['at'], string>>> = {
  free: 'valid',
  wrong: 'invalid',
};

/** The project's name, and whether it is free: that is looked up, and said, while it is typed. */
export function NameField({ name, onName, check }: Props) {
  const { problems, isTried } = use(FormContext);
  const missing = isTried && check.at === 'empty' ? problems['name'] : undefined;
  const problem = check.at === 'wrong' || check.at === 'unknown' ? check.reason : missing;
  return (
    <div className="field">
      <label className="field-label" htmlFor="project-name">
        Name
      </label>
      <span className={`input-box ${BOXES[check.at] ?? ''}`}>
        <input
          id="project-name"
          className="bare-input"
          value={name}
          onChange={(e) => onName(e.target.value)}
          placeholder="my-project"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          aria-invalid={check.at === 'wrong' || missing !== undefined}
          aria-describedby="name-hint"
        />
        {check.at === 'free' && (
          <span className="status k-ok">
            <StatusIcon status="ok" small />
            Free
          </span>
        )}
        {check.at === 'checking' && <span className="text-xs text-faint">checking…</span>}
      </span>
      <span
        id="name-hint"
        role="status"
        className={problem === undefined ? 'text-xs text-faint' : 'field-problem'}
      >
        {problem ?? '3 to 30 characters: a to z, 0 to 9, hyphen. It cannot change later.'}
      </span>
      {check.at === 'free' && check.unchecked.length > 0 && (
        <span className="text-xs text-muted" role="note">
          Could not be checked for this name: {check.unchecked.join('; ')}.
        </span>
      )}
    </div>
  );
}
