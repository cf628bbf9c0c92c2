'use client';
import { useQuery } from '@tanstack/react-query';
import { fetchJson, type ReadError } from '../fetch-json';
import type { TemplateView } from '@/lib/domain/projects/project';
import { routes } from '@/lib/routes';

/** The templates of the first page: what the server rendered, else read once. */
export const useStarters = (initial: readonly TemplateView[] | undefined) =>
  useQuery<readonly TemplateView[], ReadError>({
    queryKey: ['starters'],
    queryFn: ({ signal }) => fetchJson<readonly TemplateView[]>(routes.api.starters, signal),
    ...(initial === undefined ? {} : { initialData: initial }),
    staleTime: Infinity,
    retry: false,
  });
