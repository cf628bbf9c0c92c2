/** Lines added and removed, as they were counted. */
export function DiffStat({
  added,
  removed,
}: {
  added: number | undefined;
  removed: number | undefined;
}) {
  if (added === undefined && removed === undefined) return null;
  return (
    <span className="line-counts">
      <span className="added">{added ? `+${added}` : ''}</span>
      <span className="removed">{removed ? `−${removed}` : ''}</span>
      <span className="sr-only">
        {added ?? 0} lines added, {removed ?? 0} removed
      </span>
    </span>
  );
}
