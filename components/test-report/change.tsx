'use client';
import { useOnce } from '@/lib/client/live/use-topic';
import type { TestsBetween } from '@/lib/domain/builds/build-detail';
import { TestBar } from './panel';

const NAMED = 5;

function Names({ word, names }: { word: string; names: readonly string[] }) {
  if (!names.length) return null;
  return (
    <p className="text-xs">
      <b className="font-medium">
        {names.length} {word}
      </b>{' '}
      <span className="text-faint">
        {names.slice(0, NAMED).join(', ')}
        {names.length > NAMED && ' …'}
      </span>
    </p>
  );
}

/** What the tests of the candidate say, and what became of them since what is live. */
export function TestsChange({ tests }: { tests: TestsBetween }) {
  const { candidate, change } = tests;
  if (tests.unread !== undefined)
    return <p className="text-xs text-muted">Tests could not be read: {tests.unread}</p>;
  if (!candidate) return null;
  return (
    <div className="grid gap-1">
      <TestBar tests={candidate} />
      {change && (
        <>
          <Names word="newly failing" names={change.failing} />
          <Names word="mended" names={change.fixed} />
          <Names word="gone" names={change.gone} />
          {change.added > 0 && <p className="text-xs">{change.added} new</p>}
        </>
      )}
    </div>
  );
}

/** The same, asked for when it is shown. */
export function Tests({ pipeline, from, to }: { pipeline: string; from: string; to: string }) {
  const { data } = useOnce('tests', [pipeline, from, to]);
  if (!data || (!data.candidate && data.unread === undefined)) return null;
  return (
    <>
      <dt>Tests</dt>
      <dd>
        <TestsChange tests={data} />
      </dd>
    </>
  );
}
