'use client';
import { idleCosts } from '@/lib/domain/projects/idle-costs';
import type { ProjectForm } from '@/lib/domain/projects/project';
import type { QuotasView } from '@/lib/domain/projects/quotas';
import { StatusIcon } from '@/components/ui/icon';
import { QuotaNotes } from './quota-notes';
import { usePlacement } from './use-placement';

type Values = Readonly<Record<string, string>>;

/** Before Create on AWS: where instances would go, and what the project costs while nobody uses it. */
export function AwsReview({
  form,
  target,
  parameters,
  instanceType,
  count,
  quotas,
}: {
  readonly form: ProjectForm;
  readonly target: string;
  readonly parameters: Values;
  readonly instanceType: string;
  readonly count: string | undefined;
  readonly quotas: QuotasView | undefined;
}) {
  const placement = usePlacement(form, parameters, target !== 'static');
  return (
    <section className="grid gap-2" aria-label="On AWS">
      {placement?.problem !== undefined && (
        <div className="note k-stop" role="alert">
          <StatusIcon status="stop" />
          <span>{placement.problem}</span>
        </div>
      )}
      {placement?.subnet !== undefined && (
        <p className="text-xs text-muted">
          Instances go into <code>{placement.subnet}</code>
          {placement.zone === undefined ? '' : `, ${placement.zone}`}.
        </p>
      )}
      {placement?.unread.map((text) => (
        <p key={text} className="text-xs text-muted">
          {text}
        </p>
      ))}
      {quotas && <QuotaNotes quotas={quotas} />}
      <ul className="text-xs text-muted grid gap-1" aria-label="Costs">
        {idleCosts({ target, environments: form.environments, instanceType, count }).map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </section>
  );
}
