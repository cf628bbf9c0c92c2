'use client';
import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox';
import { Switch as BaseSwitch } from '@base-ui/react/switch';
import type { ReactNode } from 'react';
import { Icon } from './icon';

interface Props {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ReactNode;
  readonly disabled?: boolean;
}

export function Checkbox({ checked, onChange, children, disabled = false }: Props) {
  return (
    <label className="check">
      <BaseCheckbox.Root
        className="check-box"
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
      >
        <BaseCheckbox.Indicator className="check-mark">
          <Icon name="check" small />
        </BaseCheckbox.Indicator>
      </BaseCheckbox.Root>
      <span>{children}</span>
    </label>
  );
}

export function Switch({ checked, onChange, children, disabled = false }: Props) {
  return (
    <label className="check">
      <span>{children}</span>
      <BaseSwitch.Root
        className="switch"
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
      >
        <BaseSwitch.Thumb className="switch-thumb" />
      </BaseSwitch.Root>
    </label>
  );
}
