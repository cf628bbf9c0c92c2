/** Where the found lines are in the whole, beside the scroll bar; marks that would lie on one another are one. */
export function Marks({
  lines,
  current,
  total,
}: {
  lines: readonly number[];
  current: number | undefined;
  total: number;
}) {
  if (total === 0) return null;
  const places = [...new Set(lines.map((l) => Math.round((l / total) * 300)))];
  return (
    <div className="log-marks" aria-hidden="true">
      {places.map((p) => (
        <i key={p} style={{ top: `${p / 3}%` }} />
      ))}
      {current !== undefined && (
        <i className="now" style={{ top: `${(current / total) * 100}%` }} />
      )}
    </div>
  );
}
