'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { fetchJson, type ReadError } from '@/lib/client/fetch-json';
import type { PlacementView, ProjectForm } from '@/lib/domain/projects/project';
import { planQuery } from '@/lib/domain/projects/plan-query';
import { routes } from '@/lib/routes';
import { useSettled } from './use-settled';

/** What the choice of a subnet depends on. */
const PARAMETERS = ['VpcId', 'SubnetId', 'SubnetIds', 'InstanceType', 'InstanceCount'] as const;

/** Where instances would go, a moment after the last key; undefined until that is known, and where it cannot be. */
export function usePlacement(
  form: ProjectForm,
  parameters: Readonly<Record<string, string>>,
  wanted: boolean,
): PlacementView | undefined {
  const query = planQuery(form);
  for (const name of PARAMETERS) if (parameters[name]) query.set(name, parameters[name]);
  const settled = useSettled(query.toString());
  const { data, error } = useQuery<PlacementView, ReadError>({
    queryKey: ['placement', settled],
    queryFn: ({ signal }) => fetchJson<PlacementView>(routes.api.placement(settled), signal),
    enabled: wanted,
    staleTime: 30_000,
    retry: false,
    placeholderData: keepPreviousData,
  });
  if (!wanted) return undefined;
  return error ? { unread: [`Where instances go is not known yet: ${error.message}`] } : data;
}
