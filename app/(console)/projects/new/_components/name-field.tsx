import { Field, Input } from '@/components/ui/field';
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
  const unchecked = check.at === 'free' ? check.unchecked : [];
  return (
    <Field
      name="name"
      label="Name"
      hint={
        unchecked.length > 0
          ? `Could not be checked for this name: ${unchecked.join('; ')}.`
          : '3 to 30 characters: a to z, 0 to 9, hyphen. It cannot change later.'
      }
      problem={check.at === 'wrong' || check.at === 'unknown' ? check.reason : undefined}
    >
      <span className={`input-box ${BOXES[check.at] ?? ''}`}>
        <Input
          bare
          value={name}
          onChange={onName}
          placeholder="my-project"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
        />
        <span role="status">
          {check.at === 'free' && (
            <span className="status k-ok">
              <StatusIcon status="ok" small />
              Free
            </span>
          )}
          {check.at === 'checking' && <span className="text-xs text-faint">checking…</span>}
        </span>
      </span>
    </Field>
  );
}
