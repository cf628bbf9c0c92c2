'use client';
import { setAddress, useAddressState } from '@/lib/client/address-state';
import { MAX_PAGES, pagesOf } from '@/lib/domain/list/newest';

interface Props {
  /** How many rows are there now. */
  readonly count: number;
  /** There are older ones. */
  readonly more: boolean;
  readonly isReading: boolean;
  /** `builds`. */
  readonly many: string;
}

/** How many pages of a list the address asks for. */
export const usePages = (): number => pagesOf(useAddressState('pages')[0]);

/** Says that a list goes on, and reads its next page. */
export function Older({ count, more, isReading, many }: Props) {
  const pages = usePages();
  if (!more && !isReading) return null;
  if (pages >= MAX_PAGES && !isReading)
    return (
      <p className="list-older text-xs text-muted">
        The newest {count} {many}. Starboard lists no older ones.
      </p>
    );
  return (
    <p className="list-older">
      <button
        type="button"
        className="btn"
        aria-disabled={isReading || undefined}
        onClick={() => {
          if (!isReading) setAddress({ pages: String(pages + 1) });
        }}
      >
        {isReading ? 'Loading…' : `Load older ${many}`}
      </button>
      <span className="text-xs text-muted">The newest {count} are shown.</span>
    </p>
  );
}
