'use client';
import type { ReactNode } from 'react';
import { changeQuery, openChange } from '@/lib/client/change-address';
import type { ChangeRequest } from '@/lib/domain/changes/change';
import { Button } from '@/components/ui/button';

/** Opens the change dialog: the dots of its label say that nothing happens yet. */
export function ChangeButton({
  change,
  children,
  variant,
  size,
  disabledReason,
  label,
}: {
  change: ChangeRequest;
  children: ReactNode;
  variant?: 'primary' | 'danger' | 'quiet';
  size?: 'small' | 'large';
  disabledReason?: string | undefined;
  label?: string;
}) {
  return (
    <Button
      variant={variant}
      size={size}
      disabledReason={disabledReason}
      aria-haspopup="dialog"
      aria-label={label}
      data-change={disabledReason === undefined ? changeQuery(change) : undefined}
      onClick={() => openChange(change)}
    >
      {children}
    </Button>
  );
}
