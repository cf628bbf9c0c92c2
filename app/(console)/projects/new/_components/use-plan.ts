'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { fetchJson, type ReadError } from '@/lib/client/fetch-json';
import type { ProjectForm, ProjectPlanView } from '@/lib/domain/projects/project';
import { routes } from '@/lib/routes';
import { projectNameProblem } from '@/lib/domain/projects/names';

/** The form as a query; until its name is whole, of a project called my-project. */
export function planQuery(form: ProjectForm): URLSearchParams {
  const name = projectNameProblem(form.name) === undefined ? form.name : 'my-project';
  return new URLSearchParams({
    name,
    template: form.template,
    ...(form.target ? { target: form.target } : {}),
    environments: form.environments.join(','),
    approve: form.approve.join(','),
  });
}

/** What would be made, as the form stands. */
export function usePlan(form: ProjectForm, ready: boolean) {
  const query = planQuery(form).toString();
  return useQuery<ProjectPlanView, ReadError>({
    queryKey: ['plan', query],
    queryFn: ({ signal }) => fetchJson<ProjectPlanView>(routes.api.projectPlan(query), signal),
    enabled: ready,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
}
