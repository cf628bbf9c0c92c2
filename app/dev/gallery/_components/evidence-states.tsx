'use client';
import type { ReactNode } from 'react';
import type { EvidenceView } from '@/lib/domain/evidence/view';
import { EvidenceInDialog } from '@/components/evidence/in-dialog';
import { EvidenceList } from '@/components/evidence/evidence-list';
import { EvidencePiece } from '@/components/evidence/piece';
import { Requirements } from '@/components/evidence/requirements';
import { Signed } from '@/components/evidence/signed';
import * as f from './evidence-fixtures';

const nothing = (): void => undefined;
const ANSWERS = { typed: {}, onTyped: nothing, isOverridden: false, onOverride: nothing };

const CHOICE = {
  label: 'Override scan',
  detail:
    'No scan was found in the execution’s artifacts. The reason below is saved with the approval.',
  checked: false,
};

function Frame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="gallery-section" aria-label={title}>
      <h2 className="mb-2">{title}</h2>
      <div className="card p-4">{children}</div>
    </section>
  );
}

function One({ title, view, open = false }: { title: string; view: EvidenceView; open?: boolean }) {
  return (
    <Frame title={title}>
      <div className="evidence">
        {view.signed && <Signed signed={view.signed} />}
        <Requirements requirements={view.requirements} />
        <EvidenceList view={view} open={open} />
      </div>
    </Frame>
  );
}

/** Evidence of every kind, in every state. */
export function EvidenceStates() {
  return (
    <>
      <One title="Evidence, plans" view={f.PLANS} open />
      <One title="Evidence, folded" view={f.PLANS} />
      <Frame title="Evidence, reports and documents">
        <div className="evidence">
          {f.REPORTS.pieces.map((piece) => (
            <EvidencePiece
              key={piece.place.path}
              evidence={piece}
              news={f.REPORTS.news}
              artifacts="#"
              open
            />
          ))}
        </div>
      </Frame>
      <One title="Evidence, contradicting and not all read" view={f.DOUBTFUL} />
      <One title="Evidence, none" view={f.NOTHING} />
      <One title="Evidence, being read" view={f.READING} />
      <One title="Evidence, signed and kept" view={f.DECIDED_COPY} />
      <One title="Evidence, signed and expired" view={f.DECIDED_EXPIRED} />
      <Frame title="Evidence in the dialog, blocked">
        <EvidenceInDialog view={f.BLOCKED} choice={CHOICE} answers={ANSWERS} />
      </Frame>
    </>
  );
}
