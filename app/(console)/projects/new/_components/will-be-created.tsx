'use client';
import { useState } from 'react';
import type { PlannedResource, ProjectForm } from '@/lib/domain/projects/project';
import { Icon } from '@/components/ui/icon';
import { ReadProblem } from '@/components/ui/states';
import { FileTree } from './file-tree';
import { usePlan } from './use-plan';

type Group = readonly [string, readonly PlannedResource[]];

/** What a project is, in a person's eyes; the rest lets these work together. */
const MAIN = new Set([
  'Repository',
  'Build project',
  'Deployment group',
  'Pipeline',
  'Instance',
  'Instances',
  'Load balancer',
  'Website',
]);

const isMain = (r: PlannedResource): boolean => MAIN.has(r.label) || r.idle !== undefined;

/** Resources of one kind under one line, in the order of the template. */
function grouped(resources: readonly PlannedResource[]): Group[] {
  const groups = new Map<string, PlannedResource[]>();
  for (const r of resources) groups.set(r.label, [...(groups.get(r.label) ?? []), r]);
  return [...groups];
}

/** Every resource and every file, before anything is made. */
export function WillBeCreated({
  form,
  ready,
  aws,
}: {
  form: ProjectForm;
  ready: boolean;
  aws: boolean;
}) {
  const { data, error, refetch } = usePlan(form, ready);
  const [all, setAll] = useState(false);
  if (error && ready)
    return <ReadProblem error={error} old={Boolean(data)} once retry={() => void refetch()} />;
  if (!data)
    return (
      <section className="card p-4" aria-busy="true" aria-label="Will be created">
        <i className="skeleton h-5 block mb-3" />
        <i className="skeleton h-40 block" />
      </section>
    );
  return (
    <section className="card" aria-label="Will be created">
      <header className="card-head">
        <h2>Will be created</h2>
        <span className="text-xs text-faint">1 stack, {data.resources.length} resources</span>
      </header>
      <ul className="rows resources">
        {(all
          ? data.resources.map((r): Group => [r.label, [r]])
          : grouped(data.resources.filter(isMain))
        ).map(([label, list], i) => (
          <li key={`${label}${i}`}>
            <span className="w-[150px] flex-none">
              {list.length > 1 ? `${list.length} × ${label}` : label}
            </span>
            <code className="truncate flex-1" title={list.map((r) => r.name).join(', ')}>
              {list.map((r) => r.name).join(', ')}
            </code>
            <span className="text-xs text-faint">{list[0]?.service}</span>
            {aws && list[0]?.idle && (
              <span className="tag" title={list[0].idle}>
                costs while idle
              </span>
            )}
          </li>
        ))}
      </ul>
      <div className="px-4 py-2">
        <button type="button" className="link" aria-expanded={all} onClick={() => setAll(!all)}>
          {all
            ? 'Show the main ones'
            : `Show all ${data.resources.length}, with roles, logs and policies`}
        </button>
      </div>
      {!aws && data.resources.some((r) => r.idle) && (
        <p className="text-xs text-faint px-4 pb-3">
          <Icon name="info" small /> Free on this machine. On AWS, the{' '}
          {data.resources.some((r) => r.label === 'Load balancer') && 'load balancers, '}
          instances, their disks and their public addresses are billed while they exist.
        </p>
      )}
      <FileTree template={form.template} files={data.files} />
    </section>
  );
}
