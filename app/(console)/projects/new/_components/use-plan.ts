'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { fetchJson, type ReadError } from '@/lib/client/fetch-json';
import { planQuery, type KnownPlan } from '@/lib/domain/projects/plan-query';
import type { ProjectForm, ProjectPlanView } from '@/lib/domain/projects/project';
import { routes } from '@/lib/routes';

/** What would be made, as the form stands; `known` is what the server has rendered. */
export function usePlan(form: ProjectForm, ready: boolean, known?: KnownPlan) {
  const query = planQuery(form).toString();
  return useQuery<ProjectPlanView, ReadError>({
    queryKey: ['plan', query],
    queryFn: ({ signal }) => fetchJson<ProjectPlanView>(routes.api.projectPlan(query), signal),
    ...(known?.query === query ? { initialData: known.plan } : {}),
    enabled: ready,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
}
