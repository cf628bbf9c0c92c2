'use client';
import Link from 'next/link';
import type { ReactNode } from 'react';
import type { ExecutionDetail, Step } from '@/lib/domain/executions/execution';
import { isFailure } from '@/lib/domain/status';
import { StatusLabel } from '@/components/status/status-label';
import { OutLink } from '@/components/ui/out-link';
import { ActionFactsCard } from './action-facts';

/** The step that is looked at: the one chosen, and else a failed one that has no page of its own. */
export const stepLookedAt = (e: ExecutionDetail, chosen: string): Step | undefined =>
  chosen
    ? e.steps.find((s) => s.key === chosen && s.kind === 'action')
    : e.steps.find((s) => s.kind === 'action' && isFailure(s.status) && (s.facts || !s.href));

/** One action: what it says, where it leads, and what whoever did the work knows of it. */
export function StepPanel({ step: s, children }: { step: Step; children?: ReactNode }) {
  return (
    <section className="card p-4 grid gap-2" aria-label={`About ${s.label}`}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="flex items-center gap-2 min-w-0">
          <StatusLabel as="bare" status={s.status} />
          <span className="[overflow-wrap:anywhere]">{s.label}</span>
        </h2>
        <span className="text-faint [overflow-wrap:anywhere]">{s.detail}</span>
        <span className="flex-1" />
        {s.href && (
          <Link className="btn small" href={s.href} prefetch={false}>
            Open its page
          </Link>
        )}
        {s.link && <OutLink href={s.link} label={s.linkLabel ?? s.link} about={s.label} />}
      </div>
      {s.note && <p className="[overflow-wrap:anywhere]">{s.note}</p>}
      {children}
    </section>
  );
}

export function LookedAt({ execution: e, chosen }: { execution: ExecutionDetail; chosen: string }) {
  const step = stepLookedAt(e, chosen);
  if (!step) return null;
  return (
    <StepPanel step={step}>
      <ActionFactsCard key={step.key} pipeline={e.pipeline} execution={e.id} action={step.key} />
    </StepPanel>
  );
}
