import type { Status } from '@/lib/domain/status';
import { StatusIcon } from '@/components/ui/icon';

/** Hue, icon and word from one place. `bare` keeps the word for those who cannot see the icon. */
export function StatusLabel({
  status,
  as = 'text',
  word,
  quiet,
}: {
  status: Status;
  as?: 'text' | 'pill' | 'bare';
  word?: string;
  quiet?: boolean;
}) {
  const text = word ?? status.word;
  return (
    <span
      className={`status k-${status.key} ${as === 'text' ? '' : as}`}
      title={as === 'bare' ? text : undefined}
    >
      <StatusIcon status={status.key} quiet={quiet ?? false} small={as === 'pill'} />
      {as === 'bare' ? <span className="sr-only">{text}</span> : text}
    </span>
  );
}
