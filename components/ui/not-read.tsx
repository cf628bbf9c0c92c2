interface Unreadable {
  readonly name: string;
  readonly why: string;
}

/** So many are named; of more it is said how many. */
const NAMED = 5;

const namesOf = (names: readonly string[]): string => {
  const more = names.length - NAMED;
  return more > 0 ? `${names.slice(0, NAMED).join(', ')} and ${more} more` : names.join(', ');
};

/**
 * What a page over many pipelines lacks: those whose turn has not come yet, and those that could not be read, one
 * sentence for each reason. `lacks` is what became of them: `could not be read`.
 */
export function NotRead({
  coming,
  unreadable,
  lacks = 'could not be read',
}: {
  coming: number;
  unreadable: readonly Unreadable[];
  lacks?: string;
}) {
  const reasons = [...new Set(unreadable.map((u) => u.why))];
  return (
    <>
      {coming > 0 && (
        <p className="note k-run" role="status">
          <span>
            <b>{coming === 1 ? '1 pipeline' : `${coming} pipelines`}</b> still being read, at the
            pace that AWS allows. The page fills as they come.
          </span>
        </p>
      )}
      {reasons.map((why) => (
        <p key={why} className="note k-unk">
          <span>
            <b>{namesOf(unreadable.filter((u) => u.why === why).map((u) => u.name))}</b> {lacks}:{' '}
            {why}
          </span>
        </p>
      ))}
    </>
  );
}
