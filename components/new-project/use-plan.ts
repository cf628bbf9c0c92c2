'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { fetchJson, type ReadError } from '@/lib/client/fetch-json';
import type { ProjectForm, ProjectPlanView } from '@/lib/domain/project';
import { routes } from '@/lib/routes';
import { projectNameProblem } from '@/lib/domain/names';

/** What would be made, as the form stands; until the name is whole, of a project called my-project. */
export function usePlan(form: ProjectForm, ready: boolean) {
  const name = projectNameProblem(form.name) === undefined ? form.name : 'my-project';
  const query = new URLSearchParams({
    name,
    template: form.template,
    ...(form.target ? { target: form.target } : {}),
    environments: form.environments.join(','),
    approve: form.approve.join(','),
  }).toString();
  return useQuery<ProjectPlanView, ReadError>({
    queryKey: ['plan', query],
    queryFn: ({ signal }) => fetchJson<ProjectPlanView>(routes.api.projectPlan(query), signal),
    enabled: ready,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
}
