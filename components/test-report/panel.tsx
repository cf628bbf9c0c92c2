'use client';
import type { CoverageView, TestsView } from '@/lib/domain/builds/build-detail';
import { statusOf } from '@/lib/domain/status';
import { duration } from '@/lib/domain/time';
import { StatusLabel } from '@/components/status/status-label';
import { Panel } from '@/components/ui/panel';

const FAILED = statusOf('FAILED');
const PASSED = statusOf('SUCCEEDED');
const SKIPPED = statusOf('Skipped');

/** How many of each, as a bar: failures first. */
export function TestBar({
  tests: t,
}: {
  tests: Pick<TestsView, 'failed' | 'passed' | 'skipped' | 'total'>;
}) {
  return (
    <>
      <div className="test-bar" aria-hidden="true">
        {(
          [
            ['fail', t.failed],
            ['ok', t.passed],
            ['skip', t.skipped],
          ] as const
        )
          .filter(([, n]) => n > 0)
          .map(([key, n]) => (
            <i key={key} className={`k-${key}`} style={{ flexGrow: n }} />
          ))}
      </div>
      <p className="flex gap-3 flex-wrap text-xs">
        {t.failed > 0 && <StatusLabel status={FAILED} word={`${t.failed} failed`} />}
        <StatusLabel status={PASSED} word={`${t.passed} passed`} />
        {t.skipped > 0 && <StatusLabel status={SKIPPED} word={`${t.skipped} skipped`} />}
      </p>
    </>
  );
}

/** The tests of a build; each failure with what it said. */
export function TestsPanel({ tests: t }: { tests: TestsView }) {
  return (
    <Panel
      title="Tests"
      aside={
        <>
          {t.total} in {duration(t.ms)}
        </>
      }
    >
      <TestBar tests={t} />
      {t.bad.length > 0 && (
        <ul className="bad-tests">
          {t.bad.map((c, i) => (
            <li key={i}>
              <StatusLabel as="bare" status={c.status} />
              <div className="min-w-0">
                <span>{c.name}</span>
                <span className="text-xs text-faint block truncate">{c.prefix}</span>
                {c.message && (
                  <details>
                    <summary className="text-xs">Show output</summary>
                    <pre className="case-message">{c.message}</pre>
                  </details>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
      {t.failed > t.bad.length && (
        <p className="text-xs text-faint">
          The first {t.bad.length} of {t.failed} are shown.
        </p>
      )}
      {t.incomplete.map((text) => (
        <p key={text} className="text-xs text-muted">
          {text}.
        </p>
      ))}
    </Panel>
  );
}

const percent = (n: number): string => `${n.toFixed(1)} %`;

export function CoveragePanel({ coverage: c }: { coverage: CoverageView }) {
  return (
    <Panel title="Coverage" aside={`${c.covered} of ${c.covered + c.missed} lines`}>
      <dl className="pairs">
        <dt>Lines</dt>
        <dd>
          <meter min={0} max={100} value={c.lines} aria-label="Lines covered" /> {percent(c.lines)}
        </dd>
        <dt>Branches</dt>
        <dd>
          <meter min={0} max={100} value={c.branches} aria-label="Branches covered" />{' '}
          {percent(c.branches)}
        </dd>
      </dl>
      {c.worst.length > 0 && (
        <>
          <p className="label mt-2">Least covered</p>
          <ul className="text-xs">
            {c.worst.map((f) => (
              <li key={f.path} className="flex gap-2">
                <code className="truncate flex-1" title={f.path}>
                  {f.path}
                </code>
                <span className="text-faint">{percent(f.lines)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
