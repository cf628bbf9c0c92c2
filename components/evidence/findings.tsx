'use client';
import { useState } from 'react';
import {
  SEVERITIES,
  type Finding,
  type SbomComponent,
  type SbomSummary,
  type ScanSummary,
  type Severity,
  type SeverityCounts,
} from '@/lib/domain/evidence/evidence';
import type { News } from '@/lib/domain/evidence/compare';
import type { StatusKey } from '@/lib/domain/status';

const HUES: Readonly<Record<Severity, StatusKey>> = {
  critical: 'fail',
  high: 'fail',
  medium: 'wait',
  low: 'run',
  note: 'unk',
  unknown: 'unk',
};

function Counts({ counts }: { counts: SeverityCounts }) {
  const some = SEVERITIES.filter((s) => counts[s] > 0);
  if (!some.length) return null;
  return (
    <p className="flex gap-2 flex-wrap">
      {some.map((s) => (
        <span key={s} className={`tag severity k-${HUES[s]}`}>
          {counts[s]} {s}
        </span>
      ))}
    </p>
  );
}

const FEW = 8;

/** Findings, the new ones first and marked. `fresh` is unset where nothing live can be compared with. */
function Findings({
  findings,
  fresh,
}: {
  findings: readonly Finding[];
  fresh: ReadonlySet<string> | undefined;
}) {
  const [isAll, setAll] = useState(false);
  const isNew = (f: Finding): boolean => fresh?.has(f.id) ?? false;
  const ordered = [...findings].sort((a, b) => Number(isNew(b)) - Number(isNew(a)));
  const shown = isAll ? ordered : ordered.slice(0, FEW);
  if (!findings.length) return null;
  return (
    <>
      <ul className="findings">
        {shown.map((f, i) => (
          <li key={`${f.id} ${i}`}>
            <span className={`tag severity k-${HUES[f.severity]}`}>{f.severity}</span>
            <span className="min-w-0">
              <bdi>{f.rule}</bdi> {isNew(f) && <span className="tag k-fail">new</span>}
              <span className="text-xs text-muted block">
                {f.message} {f.where && <code>{f.where}</code>}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {ordered.length > shown.length && (
        <button type="button" className="link" onClick={() => setAll(true)}>
          Show {ordered.length - shown.length} more
        </button>
      )}
    </>
  );
}

const idsOf = (findings: readonly Finding[] | undefined): ReadonlySet<string> | undefined =>
  findings && new Set(findings.map((f) => f.id));

/** What a scan found; beside it what of that is not in what is live. */
export function Scan({ summary: s, news }: { summary: ScanSummary; news: News | undefined }) {
  return (
    <>
      <Counts counts={s.counts} />
      {!s.findings.length && <p className="text-muted">No findings.</p>}
      <Findings findings={s.findings} fresh={idsOf(news?.findings)} />
      {s.more > 0 && <p className="text-xs text-faint">{s.more} more are counted.</p>}
      {s.suppressed > 0 && (
        <p className="text-xs text-faint">{s.suppressed} suppressed in the source.</p>
      )}
    </>
  );
}

const nameOf = (c: SbomComponent): string => (c.version ? `${c.name}@${c.version}` : c.name);

function NewComponents({ components }: { components: readonly SbomComponent[] }) {
  const shown = components.slice(0, FEW);
  const rest = components.length - shown.length;
  return (
    <p className="text-xs">
      <b className="font-medium">{components.length} new</b>{' '}
      <span className="text-muted wrap-anywhere">
        {shown.map(nameOf).join(', ')}
        {rest > 0 && ` and ${rest} more`}
      </span>
    </p>
  );
}

/** A bill of materials: vulnerabilities that it lists, then what is new in it. */
export function Sbom({ summary: s, news }: { summary: SbomSummary; news: News | undefined }) {
  return (
    <>
      <Counts counts={s.counts} />
      <Findings findings={s.vulnerabilities} fresh={idsOf(news?.vulnerabilities)} />
      {news && news.components.length > 0 && <NewComponents components={news.components} />}
      {news && news.licences.length > 0 && (
        <p className="text-xs">
          <b className="font-medium">Licences that are not live:</b>{' '}
          <span className="text-muted">{news.licences.join(', ')}</span>
        </p>
      )}
      {news && !news.components.length && (
        <p className="text-xs text-faint">Every component is live already.</p>
      )}
    </>
  );
}
