import { Copy } from './copy';

/** A commit by its first seven characters; the whole of it is copied. */
export function Sha({
  sha,
  copy = false,
  strong = false,
}: {
  sha: string;
  copy?: boolean;
  strong?: boolean;
}) {
  return (
    <span className="sha-box">
      <span className={strong ? 'sha strong' : 'sha'} title={sha}>
        {sha.slice(0, 7)}
      </span>
      {copy && <Copy text={sha} label={`Copy ${sha.slice(0, 7)} in full`} />}
    </span>
  );
}
