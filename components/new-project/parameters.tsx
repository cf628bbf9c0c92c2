'use client';
import type { ProjectForm } from '@/lib/domain/project';
import { usePlan } from './use-plan';

/** The stack's parameters, for those who need other than the defaults. */
export function Parameters({ form, value, onChange, open }: { form: ProjectForm; value: Readonly<Record<string, string>>; onChange: (value: Readonly<Record<string, string>>) => void; open: boolean }) {
  const { data } = usePlan(form, true);
  if (!data?.parameters.length) return null;
  return (
    <details className="parameters" open={open || undefined}><summary>Options: network, size, branch, who may reach it</summary>
      <div className="grid gap-3 mt-3">{data.parameters.map((p) => <label key={p.name} className="field"><span className="field-label">{p.name} <span className="dim font-normal">{p.description}</span></span><input className="input" value={value[p.name] ?? ''} placeholder={p.default ?? 'found by itself'} onChange={(e) => onChange({ ...value, [p.name]: e.target.value })} spellCheck={false} /></label>)}</div>
    </details>
  );
}
