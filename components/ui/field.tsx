'use client';
import { Field as Base } from '@base-ui/react/field';
import { use, useId, useState, type ComponentProps, type ReactNode, type Ref } from 'react';
import { afterPress } from '@/lib/client/after-press';
import { FormContext } from './form';

const classes = (...names: readonly (string | false | undefined)[]): string =>
  names.filter(Boolean).join(' ');

/**
 * What is said of a field: nothing while it is typed in for the first time; once it was left, or
 * the form was sent, whatever is wrong with it now.
 */
function useSaid(name: string | undefined) {
  const { problems, isTried } = use(FormContext);
  const [stage, setStage] = useState<'untouched' | 'typed' | 'left'>('untouched');
  const problem = name === undefined ? undefined : problems[name];
  return {
    said: stage === 'left' || isTried ? problem : undefined,
    onChange: (): void => setStage((now) => (now === 'left' ? now : 'typed')),
    onBlur: (): void => {
      if (stage === 'typed') afterPress(() => setStage('left'));
    },
  };
}

interface FieldProps {
  /** Its path in the form's problems. */
  readonly name?: string | undefined;
  /** A control without one has an `aria-label`. */
  readonly label?: ReactNode;
  readonly hint?: ReactNode;
  /** What the server says of it, shown as it comes. */
  readonly problem?: string | undefined;
  /** What is pressed with the control, in its row. */
  readonly beside?: ReactNode;
  readonly className?: string | undefined;
  /** The control. */
  readonly children: ReactNode;
}

/** A control with its label, what to know of it, and what is wrong with it. */
export function Field({ name, label, hint, problem, beside, className, children }: FieldProps) {
  const { said, ...events } = useSaid(name);
  const message = problem ?? said;
  return (
    <Base.Root className={classes('field', className)} invalid={message !== undefined} {...events}>
      {label !== undefined && <Base.Label className="field-label">{label}</Base.Label>}
      {beside === undefined ? (
        children
      ) : (
        <div className="field-row">
          {children}
          {beside}
        </div>
      )}
      {hint !== undefined && (
        <Base.Description className="text-xs text-muted">{hint}</Base.Description>
      )}
      {message !== undefined && (
        <Base.Error match className="field-problem" role="alert">
          {message}
        </Base.Error>
      )}
    </Base.Root>
  );
}

/** Controls that are one answer together, such as checkboxes. */
export function FieldGroup({
  name,
  label,
  className,
  children,
}: {
  name: string;
  label: ReactNode;
  className?: string | undefined;
  children: ReactNode;
}) {
  const { said, ...events } = useSaid(name);
  const id = useId();
  return (
    <fieldset
      className={className}
      data-invalid={said === undefined ? undefined : ''}
      aria-describedby={said === undefined ? undefined : id}
      onChange={events.onChange}
      onClick={events.onChange}
      onBlur={(e) => {
        if (!e.currentTarget.contains(e.relatedTarget)) events.onBlur();
      }}
    >
      <legend className="field-label mb-2">{label}</legend>
      {children}
      {said !== undefined && (
        <div id={id} className="field-problem" role="alert">
          {said}
        </div>
      )}
    </fieldset>
  );
}

type Native = 'onChange' | 'className' | 'value' | 'ref';
interface ControlProps {
  readonly value?: string | number;
  readonly onChange: (value: string) => void;
  readonly className?: string | undefined;
}
interface InputProps extends ControlProps, Omit<ComponentProps<'input'>, Native | 'defaultValue'> {
  readonly ref?: Ref<HTMLElement>;
  /** In a box that has its border. */
  readonly bare?: boolean;
}

/** The text control of a field. */
export function Input({ className, bare = false, onChange, ...rest }: InputProps) {
  return (
    <Base.Control
      className={classes(bare ? 'bare-input' : 'input', className)}
      onValueChange={onChange}
      {...rest}
    />
  );
}

/** The control of a field with several lines. */
export function TextArea({
  className,
  onChange,
  value,
  ...rest
}: ControlProps & Omit<ComponentProps<'textarea'>, Native>) {
  return (
    <Base.Control
      className={classes('input', className)}
      value={value}
      onValueChange={onChange}
      render={<textarea {...rest} />}
    />
  );
}

/** The control of a field with one of several values; its children are options. */
export function Select({
  className,
  onChange,
  value,
  disabled = false,
  ...rest
}: ControlProps & Omit<ComponentProps<'select'>, Native>) {
  return (
    <Base.Control
      className={classes('input', className)}
      disabled={disabled}
      value={value}
      onValueChange={onChange}
      render={<select {...rest} />}
    />
  );
}
