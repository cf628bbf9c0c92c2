'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { fetchJson, type ReadError } from '@/lib/client/fetch-json';
import type { ProjectForm } from '@/lib/domain/projects/project';
import type { QuotasView } from '@/lib/domain/projects/quotas';
import { planQuery } from '@/lib/domain/projects/plan-query';
import { routes } from '@/lib/routes';
import { useSettled } from './use-settled';

/** What the project needs of the account's quotas, a moment after the last key; undefined until that is known. */
export function useQuotas(
  form: ProjectForm,
  parameters: Readonly<Record<string, string>>,
  enabled: boolean,
): QuotasView | undefined {
  // Quotas know no names: another one is no reason to ask again.
  const query = planQuery({ ...form, name: '' });
  const type = parameters['InstanceType'];
  if (type) query.set('InstanceType', type);
  const settled = useSettled(query.toString());
  const { data, error } = useQuery<QuotasView, ReadError>({
    queryKey: ['quotas', settled],
    queryFn: ({ signal }) => fetchJson<QuotasView>(routes.api.quotas(settled), signal),
    enabled,
    staleTime: 30_000,
    retry: false,
    placeholderData: keepPreviousData,
  });
  return error
    ? { quotas: [], unread: [`The account's quotas were not read: ${error.message}`] }
    : data;
}
