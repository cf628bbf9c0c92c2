'use client';
import { shortRevision } from '@/lib/domain/commits/revision';
import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { useState } from 'react';
import { NEWEST, type Candidate, type ChangeRequest } from '@/lib/domain/changes/change';
import type { ChangeKind } from '@/lib/domain/changes/change-kinds';
import { Icon } from '@/components/ui/icon';
import { RelativeTime } from '@/components/ui/time';

const FEW = 4;

function Card({ c, onInstead }: { c: Candidate; onInstead: (request: ChangeRequest) => void }) {
  const { instead } = c;
  return (
    <label className={`radio-card ${c.why === undefined ? '' : 'off'}`}>
      <Radio.Root className="radio" value={c.executionId} disabled={c.why !== undefined}>
        <Radio.Indicator className="radio-dot" />
      </Radio.Root>
      <span className="min-w-0">
        <span className="flex gap-2 min-w-0">
          {c.sha && <span className="sha">{shortRevision(c)}</span>}
          <span className="truncate">{c.message}</span>
        </span>
        <span className="text-xs text-faint flex gap-1.5 items-center">
          {c.at > 0 && <RelativeTime at={c.at} suffix=" ago" still />}
          {c.executionId === NEWEST && <span>whatever it is at the start</span>}
          {c.why !== undefined && (
            <span className="why-not">
              <Icon name="info" small />
              {c.why}
            </span>
          )}
          {c.note && <span className="warn-text k-wait">{c.note}</span>}
        </span>
        {instead && (
          <button type="button" className="link text-xs" onClick={() => onInstead(instead.request)}>
            {instead.label}
          </button>
        )}
      </span>
    </label>
  );
}

function whence(kind: ChangeKind, stage: string | undefined): string {
  if (kind === 'release') return 'this pipeline had them';
  if (kind === 'deploy-revision') return `deployed to ${stage ?? 'this group'}`;
  return `succeeded in ${stage ?? 'this stage'}`;
}

/** Past releases of the stage: those that can be chosen, and of each other one why it cannot. */
export function Candidates({
  candidates,
  chosen,
  stage,
  kind,
  onChoose,
  onInstead,
}: {
  candidates: readonly Candidate[];
  chosen: string | undefined;
  stage: string | undefined;
  kind: ChangeKind;
  onChoose: (execution: string) => void;
  onInstead: (request: ChangeRequest) => void;
}) {
  const [all, setAll] = useState(false);
  const can = candidates.filter((c) => c.why === undefined);
  const cannot = candidates.filter((c) => c.why !== undefined);
  const shown = all ? cannot : cannot.slice(0, FEW);
  return (
    <div className="candidates">
      <div className="flex justify-between text-xs mb-2">
        <span className="label">{kind === 'release' ? 'Choose commit' : 'Choose target'}</span>
        <span className="text-faint">{whence(kind, stage)}</span>
      </div>
      <RadioGroup
        aria-label={kind === 'release' ? 'Commit to release' : 'Release to roll back to'}
        value={chosen ?? ''}
        onValueChange={(value) => {
          if (typeof value === 'string' && value) onChoose(value);
        }}
      >
        {can.map((c) => (
          <Card key={c.executionId} c={c} onInstead={onInstead} />
        ))}
        {!can.length && <p className="text-muted text-xs my-2">No release is available.</p>}
        {cannot.length > 0 && (
          <details className="cannot" open={cannot.length <= FEW || undefined}>
            <summary>{cannot.length} not available, see why</summary>
            {shown.map((c) => (
              <Card key={c.executionId} c={c} onInstead={onInstead} />
            ))}
            {cannot.length > shown.length && (
              <button type="button" className="link" onClick={() => setAll(true)}>
                {cannot.length - shown.length} more
              </button>
            )}
          </details>
        )}
      </RadioGroup>
    </div>
  );
}
