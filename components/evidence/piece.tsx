'use client';
import Link from 'next/link';
import { useState } from 'react';
import type { News } from '@/lib/domain/evidence/compare';
import {
  doesSomething,
  isChanges,
  type Evidence,
  type EvidenceProblem,
} from '@/lib/domain/evidence/evidence';
import { lostResources, nothingToApply } from '@/lib/domain/evidence/evidence-order';
import { evidenceWords, KIND_WORDS } from '@/lib/domain/evidence/words';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { Sha } from '@/components/ui/sha';
import { RelativeTime } from '@/components/ui/time';
import { Changes } from './changes';
import { ImageBody, MarkdownBody, TextBody } from './document';
import { Sbom, Scan } from './findings';
import { ActionWord } from './resource';
import { CoverageReport, TestReport } from './tests';

/** Lost resources named on a folded piece; of more it is said how many. */
const NAMED = 5;

function Problem({ problem, artifacts }: { problem: EvidenceProblem; artifacts: string }) {
  return (
    <div className="note k-wait" role="status">
      <Icon name="warn" />
      <div>
        {problem.words}{' '}
        <Link className="underline" href={artifacts} prefetch={false}>
          Open the artifacts
        </Link>
      </div>
    </div>
  );
}

/** What would be destroyed or replaced, named before anything is opened. */
function Lost({ evidence: e }: { evidence: Evidence }) {
  const lost = lostResources([e]);
  if (!lost.length) return null;
  return (
    <ul className="lost" aria-label="Destroyed or replaced">
      {lost.slice(0, NAMED).map((c) => (
        <li key={`${c.scope} ${c.address}`}>
          <ActionWord action={c.action} /> <bdi className="resource-address">{c.address}</bdi>
        </li>
      ))}
      {lost.length > NAMED && (
        <li className="text-xs text-faint">{lost.length - NAMED} more are destroyed or replaced</li>
      )}
    </ul>
  );
}

/** Where it comes from: its tool, its file, when and of which commit it was made. */
function Origin({ evidence: e }: { evidence: Evidence }) {
  const { artifact, path, action } = e.place;
  const changes = isChanges(e) ? e.summary : undefined;
  return (
    <p className="text-xs text-faint wrap-anywhere">
      {changes?.tool && `${changes.tool}, `}
      <bdi>
        {artifact && `${artifact}/`}
        {path}
      </bdi>
      {action && ` of ${action}`}
      {changes?.commit && (
        <>
          , made from <Sha sha={changes.commit} />
        </>
      )}
      {changes?.madeAt !== undefined && (
        <>
          , <RelativeTime at={changes.madeAt} suffix=" ago" />
        </>
      )}
    </p>
  );
}

function Body({
  evidence: e,
  news,
  image,
}: {
  evidence: Evidence;
  news: News | undefined;
  image: string | undefined;
}) {
  const { summary } = e;
  if (isChanges(e)) return <Changes evidence={e} />;
  switch (summary?.form) {
    case 'tests':
      return <TestReport summary={summary} news={news} />;
    case 'coverage':
      return <CoverageReport summary={summary} news={news} />;
    case 'scan':
      return <Scan summary={summary} news={news} />;
    case 'sbom':
      return <Sbom summary={summary} news={news} />;
    case 'text':
      return e.kind === 'markdown' ? (
        <MarkdownBody summary={summary} />
      ) : (
        <TextBody summary={summary} />
      );
    case 'image':
      return image === undefined ? null : (
        <ImageBody summary={summary} src={image} name={e.place.path} />
      );
    default:
      return null;
  }
}

/** How much of it opens doors; said of a folded piece too. */
function Security({ evidence: e }: { evidence: Evidence }) {
  if (!isChanges(e)) return null;
  const n = e.summary.changes.filter((c) => c.isSecurity && doesSomething(c.action)).length;
  if (n === 0) return null;
  return (
    <span className="tag k-wait">
      {n} security {n === 1 ? 'change' : 'changes'}
    </span>
  );
}

function Sign({ evidence: e }: { evidence: Evidence }) {
  if (e.problem || e.warning) return <Icon name="warn" small />;
  if (nothingToApply(e)) return <StatusIcon status="ok" quiet small />;
  return <Icon name="file" small />;
}

interface Props {
  readonly evidence: Evidence;
  /** What is new in all of the evidence since what is live; unset where nothing can be compared. */
  readonly news: News | undefined;
  /** Where its picture is served. */
  readonly image?: string | undefined;
  /** The page of the artifacts that it was found in. */
  readonly artifacts: string;
  readonly open?: boolean;
}

/** One piece of evidence: what it is and its counts in a line, what would be lost, and all of it on a press. */
export function EvidencePiece({ evidence: e, news, image, artifacts, open = false }: Props) {
  const [isOpen, setOpen] = useState(open);
  const words = evidenceWords(e);
  const name = KIND_WORDS[e.kind];
  const canOpen = e.summary !== undefined;
  const subject = isChanges(e) ? e.summary.subject : '';
  return (
    <div role="group" className="evidence-piece" aria-label={`${name} ${e.place.path}`}>
      <div className="evidence-head">
        <Sign evidence={e} />
        <h3>
          {name}{' '}
          <bdi className="font-normal text-faint wrap-anywhere">{subject || e.place.path}</bdi>
        </h3>
        <span className="evidence-counts">
          {e.summary && words} <Security evidence={e} />
        </span>
        {canOpen && (
          <button
            type="button"
            className="btn small"
            aria-expanded={isOpen}
            aria-label={`${isOpen ? 'Fold' : 'Show'} ${name} ${e.place.path}`}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? 'Fold' : 'Show'}
          </button>
        )}
      </div>
      {e.problem && <Problem problem={e.problem} artifacts={artifacts} />}
      {e.warning && (
        <p className="note k-wait" role="status">
          <Icon name="warn" /> {e.warning}
        </p>
      )}
      {!isOpen && <Lost evidence={e} />}
      {isOpen && (
        <div className="evidence-body">
          <Origin evidence={e} />
          <Body evidence={e} news={news} image={image} />
        </div>
      )}
    </div>
  );
}
