'use client';
import dynamic from 'next/dynamic';

const LOADING = <div className="skeleton h-11" role="status" aria-label="Reading the evidence" />;

/** Evidence is loaded by the pages that show some, and not with each of them. */
export const EvidencePanel = dynamic(
  () => import('./evidence-panel').then((m) => m.EvidencePanel),
  { ssr: false, loading: () => LOADING },
);

export const EvidenceInDialog = dynamic(
  () => import('./in-dialog').then((m) => m.EvidenceInDialog),
  { ssr: false, loading: () => LOADING },
);
