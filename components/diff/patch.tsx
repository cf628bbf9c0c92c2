'use client';
import { useMemo } from 'react';
import { Diff, Hunk, markEdits, parseDiff, tokenize, type HunkData } from 'react-diff-view';

const MARK_LINES = 800;

function wordMarks(hunks: HunkData[]) {
  const lines = hunks.reduce((n, h) => n + h.changes.length, 0);
  return lines > MARK_LINES
    ? null
    : tokenize(hunks, { highlight: false, enhancers: [markEdits(hunks, { type: 'block' })] });
}

/** A unified patch with word marks. What is in it is text, never markup. */
export function Patch({ text }: { text: string }) {
  const file = useMemo(() => parseDiff(`diff --git a/file b/file\n${text}`)[0], [text]);
  const tokens = useMemo(() => (file ? wordMarks(file.hunks) : null), [file]);
  if (!file) return <p className="p-3 text-muted">Nothing to show.</p>;
  return (
    <Diff viewType="unified" diffType={file.type} hunks={file.hunks} tokens={tokens}>
      {(hunks) => hunks.map((h) => <Hunk key={h.content} hunk={h} />)}
    </Diff>
  );
}
