'use client';
import Link from 'next/link';
import type { Evidence, EvidencePlace } from '@/lib/domain/evidence/evidence';
import { isChanges } from '@/lib/domain/evidence/evidence';
import { lostResources } from '@/lib/domain/evidence/evidence-order';
import type { EvidenceLeftOut, EvidenceView } from '@/lib/domain/evidence/view';
import { routes } from '@/lib/routes';
import { UnreadNote } from '@/components/diff/unread-note';
import { Icon } from '@/components/ui/icon';
import { EvidencePiece } from './piece';

/** So many left-out files are named; of more it is said how many. */
const NAMED = 10;

/** How a place is called in a sentence. */
function placeName({ artifact, path }: EvidencePlace): string {
  if (!artifact) return path || 'Evidence';
  return path ? `${artifact}/${path}` : `Artifact ${artifact}`;
}

function sizeOf(bytes: number): string {
  if (bytes === 0) return '';
  const mb = bytes / 1024 / 1024;
  return mb < 1 ? `${Math.ceil(bytes / 1024)} KB` : `${mb.toFixed(1)} MB`;
}

/** What was not read on purpose, and where it can be had. */
function LeftOut({
  leftOut,
  view: v,
}: {
  leftOut: readonly EvidenceLeftOut[];
  view: EvidenceView;
}) {
  if (!leftOut.length) return null;
  const shown = leftOut.slice(0, NAMED);
  return (
    <details className="text-xs text-muted">
      <summary>
        {leftOut.length} {leftOut.length === 1 ? 'file was' : 'files were'} not read
      </summary>
      <ul className="left-out">
        {shown.map((l, i) => (
          <li key={`${placeName(l.place)} ${i}`}>
            <code>{placeName(l.place)}</code>
            <span className="text-faint">{sizeOf(l.bytes)}</span>
            <span>{l.why}</span>
          </li>
        ))}
        {leftOut.length > shown.length && <li>{leftOut.length - shown.length} more</li>}
      </ul>
      <Link href={routes.artifacts(v.pipeline, v.execution)} prefetch={false}>
        Open the artifacts
      </Link>
    </details>
  );
}

const isDangerous = (e: Evidence): boolean => isChanges(e) && lostResources([e]).length > 0;

interface ListProps {
  readonly view: EvidenceView;
  /** What destroys is open at once. */
  readonly open?: boolean;
}

function Piece({ view: v, piece, open }: { view: EvidenceView; piece: Evidence; open: boolean }) {
  const image =
    piece.summary?.form === 'image'
      ? routes.api.evidenceImage(v.pipeline, v.execution, piece.place)
      : undefined;
  return (
    <EvidencePiece
      evidence={piece}
      news={v.news}
      image={image}
      artifacts={routes.artifacts(v.pipeline, v.execution)}
      open={open}
    />
  );
}

/** Pairs that do not agree, side by side below what they disagree about. */
function Contradictions({ view: v, open }: { view: EvidenceView; open: boolean }) {
  return v.contradictions.map(({ words, pieces }) => (
    <div key={pieces.join()} className="grid gap-2" role="group" aria-label="Contradiction">
      <p className="note k-fail" role="alert">
        <Icon name="warn" />
        <span>{words}</span>
      </p>
      <div className="evidence-sides">
        {pieces.map((at) => {
          const piece = v.pieces[at];
          return piece && <Piece key={at} view={v} piece={piece} open={open} />;
        })}
      </div>
    </div>
  ));
}

/** What was looked through, where nothing was found in it. */
function nothingFound({ looked, unread }: EvidenceView): string {
  const { artifacts, files } = looked;
  const where = `${files} ${files === 1 ? 'file' : 'files'} of ${artifacts} ${artifacts === 1 ? 'artifact' : 'artifacts'}`;
  return unread.length
    ? `No evidence in what could be read: ${where}.`
    : `No plan, report or scan in ${where}.`;
}

/** Everything there is to read before an answer: contradictions, then what destroys, then the rest; what lacks last. */
export function EvidenceList({ view: v, open = false }: ListProps) {
  const paired = new Set(v.contradictions.flatMap(({ pieces }) => pieces));
  const rest = v.pieces.filter((_, at) => !paired.has(at));
  return (
    <div className="evidence">
      {v.moving && (
        <p className="note k-run" role="status">
          <Icon name="info" />
          <span>Still reading the artifacts. This is not all yet.</span>
        </p>
      )}
      <Contradictions view={v} open={open} />
      {rest.map((piece, i) => (
        <Piece
          key={`${piece.kind} ${placeName(piece.place)} ${i}`}
          view={v}
          piece={piece}
          open={open && isDangerous(piece)}
        />
      ))}
      {!v.pieces.length && !v.moving && v.signed?.expired === undefined && (
        <p className="text-muted">{nothingFound(v)}</p>
      )}
      {v.unread.map((u, i) => (
        <UnreadNote key={`${placeName(u.place)} ${i}`} part={placeName(u.place)} unread={u} />
      ))}
      <LeftOut leftOut={v.leftOut} view={v} />
    </div>
  );
}
