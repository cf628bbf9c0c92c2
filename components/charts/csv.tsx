'use client';
import { csvOf, type Cell } from '@/lib/domain/csv';
import { Icon } from '@/components/ui/icon';

/** Excel takes UTF-8 for its own code page without it. */
const BYTE_ORDER_MARK = '\uFEFF';

function save(file: string, text: string): void {
  const url = URL.createObjectURL(
    new Blob([BYTE_ORDER_MARK, text], { type: 'text/csv;charset=utf-8' }),
  );
  const link = document.createElement('a');
  link.href = url;
  link.download = `${file}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}

/** Saves a table for a spreadsheet. */
export function Csv({
  file,
  head,
  rows,
}: {
  file: string;
  head: readonly string[];
  rows: readonly (readonly Cell[])[];
}) {
  if (!rows.length) return null;
  return (
    <button
      type="button"
      className="btn small csv"
      aria-label={`Download ${file}.csv`}
      onClick={() => save(file, csvOf(head, rows))}
    >
      <Icon name="download" small />
      CSV
    </button>
  );
}
