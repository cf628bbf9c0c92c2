'use client';
import dynamic from 'next/dynamic';
import { Dialog } from '@/components/ui/dialog';
import { Loading } from '@/components/ui/states';

const ComparisonPanel = dynamic(() => import('./comparison').then((m) => m.ComparisonPanel), {
  loading: () => <Loading rows={4} />,
});

/** What one execution brings beside another: commits, and each file's diff. */
export function ChangesDialog({
  title,
  subtitle,
  pipeline,
  from,
  to,
  onClose,
}: {
  title: string;
  subtitle?: string;
  pipeline: string;
  from: string;
  to: string;
  onClose: () => void;
}) {
  return (
    <Dialog open onClose={onClose} wide title={title} subtitle={subtitle}>
      <div className="dialog-body p-4 grid gap-3">
        <ComparisonPanel pipeline={pipeline} from={from} to={to} word="New" open />
      </div>
    </Dialog>
  );
}
