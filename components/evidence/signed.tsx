import type { SignedEvidence } from '@/lib/domain/evidence/view';
import { KIND_WORDS } from '@/lib/domain/evidence/words';
import { Icon } from '@/components/ui/icon';
import { RelativeTime } from '@/components/ui/time';

/** A hash as people compare it. */
export const shortHash = (hash: string): string => hash.slice(0, 12);

function Shown({ signed: s }: { signed: SignedEvidence }) {
  if (s.expired !== undefined) return <>Expired: {s.expired}</>;
  return s.isCopy ? (
    <>Shown as it was read, from the journal.</>
  ) : (
    <>The artifacts still hold it.</>
  );
}

/** What somebody signed: when, its hash, and whether it can still be shown as it was read. */
export function Signed({ signed: s }: { signed: SignedEvidence }) {
  return (
    <div className={`note ${s.expired === undefined ? 'k-ok' : 'k-unk'}`}>
      <Icon name="lock" />
      <div className="min-w-0 wrap-anywhere">
        <b>
          Signed by {s.by} <RelativeTime at={s.at} suffix=" ago" />
        </b>{' '}
        <code title={s.hash}>{shortHash(s.hash)}</code>. {s.counts} <Shown signed={s} />
        {s.unread > 0 && <p>{s.unread} could not be read then.</p>}
        {s.overridden && (
          <p>
            Approved although {s.overridden.rules.join(', ')} was not met: “{s.overridden.reason}”
          </p>
        )}
        {s.expired !== undefined && s.signed.length > 0 && (
          <ul className="text-xs">
            {s.signed.map((piece, i) => (
              <li key={`${piece.sha256} ${i}`}>
                {KIND_WORDS[piece.kind]} <bdi>{piece.place.path}</bdi>{' '}
                <code title={piece.sha256}>{shortHash(piece.sha256)}</code>
              </li>
            ))}
            {s.more > 0 && <li>{s.more} more</li>}
          </ul>
        )}
      </div>
    </div>
  );
}
