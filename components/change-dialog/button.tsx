'use client';
import type { ReactNode } from 'react';
import { changeQuery, openChange } from '@/lib/client/change-address';
import type { ChangeRequest } from '@/lib/domain/change';
import { Button } from '@/components/ui/button';

/** Opens the change dialog: the dots of its label say that nothing happens yet. */
export function ChangeButton({
  change,
  children,
  look,
  size,
  why,
  label,
}: {
  change: ChangeRequest;
  children: ReactNode;
  look?: 'primary' | 'danger' | 'quiet';
  size?: 'small' | 'large';
  why?: string | undefined;
  label?: string;
}) {
  return (
    <Button
      look={look}
      size={size}
      why={why}
      aria-haspopup="dialog"
      aria-label={label}
      data-change={why === undefined ? changeQuery(change) : undefined}
      onClick={() => openChange(change)}
    >
      {children}
    </Button>
  );
}
