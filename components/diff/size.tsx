import { sizeWords, type ShownSize } from '@/lib/domain/commits/change-size';

/** How many commits and files differ. While that is read its place is kept; where it could not be, it says so. */
export function Size({ size }: { size: ShownSize }) {
  if (size === 'coming')
    return (
      <span className="change-size">
        <span className="skeleton" aria-hidden="true" />
        <span className="sr-only">Counting commits and files</span>
      </span>
    );
  if ('unread' in size)
    return (
      <span className="change-size text-faint" title={size.unread}>
        Size not known
      </span>
    );
  const words = sizeWords(size);
  return words ? <span className="change-size">{words}</span> : null;
}
