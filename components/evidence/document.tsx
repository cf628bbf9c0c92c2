'use client';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import type { ImageSummary, TextSummary } from '@/lib/domain/evidence/evidence';

/** Only who opens a Markdown file loads what renders it. */
const Markdown = dynamic(() => import('@/components/ui/markdown').then((m) => m.SafeMarkdown), {
  loading: () => <div className="skeleton h-20" />,
});

const CUT = <p className="text-xs text-faint">Only the beginning is shown.</p>;

/** Text as it is: nothing in it is markup. */
export function TextBody({ summary: s }: { summary: TextSummary }) {
  return (
    <>
      <pre className="evidence-text" tabIndex={0} aria-label="Text">
        {s.text}
      </pre>
      {s.isCut && CUT}
    </>
  );
}

/** Markdown as a README is shown: HTML in it stays text, pictures are not loaded, links lead out. */
export function MarkdownBody({ summary: s }: { summary: TextSummary }) {
  return (
    <>
      <div className="prose evidence-prose">
        <Markdown text={s.text} />
      </div>
      {s.isCut && CUT}
    </>
  );
}

/** A picture from our own address, which serves it as nothing else; the file's name where it cannot be drawn. */
export function ImageBody({
  summary: s,
  src,
  name,
}: {
  summary: ImageSummary;
  src: string;
  name: string;
}) {
  const [isBroken, setBroken] = useState(false);
  if (isBroken) return <p className="text-muted">The picture {name} could not be drawn.</p>;
  return (
    // An artifact's bytes are no asset of ours that could be optimised.
    // eslint-disable-next-line @next/next/no-img-element
    <img
      className="evidence-image"
      src={src}
      alt={name}
      width={s.width}
      height={s.height}
      loading="lazy"
      onError={() => setBroken(true)}
    />
  );
}
