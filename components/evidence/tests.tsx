'use client';
import type { CoverageSummary, FailedTest, TestsSummary } from '@/lib/domain/evidence/evidence';
import type { CoverageDelta, News } from '@/lib/domain/evidence/compare';
import { percentWords } from '@/lib/domain/evidence/words';
import { TestBar } from '@/components/test-report/panel';

function Failure({ test: t, isNew }: { test: FailedTest; isNew: boolean }) {
  return (
    <li>
      <div className="min-w-0">
        <bdi>{t.name}</bdi> {isNew && <span className="tag k-fail">new</span>}
        {t.message && <pre className="case-message">{t.message}</pre>}
      </div>
    </li>
  );
}

/** What a test report says; failures that are not in what is live come first and are marked. */
export function TestReport({
  summary: s,
  news,
}: {
  summary: TestsSummary;
  news: News | undefined;
}) {
  const fresh = new Set(news?.failures.map((t) => t.id));
  const ordered = [...s.failures].sort((a, b) => Number(fresh.has(b.id)) - Number(fresh.has(a.id)));
  return (
    <>
      <TestBar tests={s} />
      {ordered.length > 0 && (
        <ul className="bad-tests">
          {ordered.map((t, i) => (
            <Failure key={`${t.id} ${i}`} test={t} isNew={fresh.has(t.id)} />
          ))}
        </ul>
      )}
      {s.more > 0 && <p className="text-xs text-faint">{s.more} more failed.</p>}
      {news && news.fixed.length > 0 && (
        <p className="text-xs">
          <b className="font-medium">{news.fixed.length} fixed</b>{' '}
          <span className="text-faint">{news.fixed.map((t) => t.name).join(', ')}</span>
        </p>
      )}
    </>
  );
}

function deltaWords({ points }: CoverageDelta): string {
  if (points === 0) return 'as in what is live';
  return `${Math.abs(points)} points ${points < 0 ? 'less' : 'more'} than in what is live`;
}

const FEW = 5;

/** How much is covered, against what is live; the least covered files. */
export function CoverageReport({
  summary: s,
  news,
}: {
  summary: CoverageSummary;
  news: News | undefined;
}) {
  const { coverage } = news ?? {};
  return (
    <>
      <p>
        {percentWords(s.lines)} of lines
        {s.branches.total > 0 && `, ${percentWords(s.branches)} of branches`}
        {coverage && (
          <span className={`warn-text ${coverage.points < 0 ? 'k-wait' : 'k-ok'}`}>
            , {deltaWords(coverage)}
          </span>
        )}
      </p>
      {s.files.length > 0 && (
        <ul className="covered-files">
          {s.files.slice(0, FEW).map((f) => (
            <li key={f.path}>
              <code>{f.path}</code> <span className="text-faint">{percentWords(f.lines)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
