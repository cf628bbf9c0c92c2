'use client';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { fetchJson } from '@/lib/client/fetch-json';
import { projectNameProblem } from '@/lib/domain/projects/names';
import type { NameCheck } from '@/lib/domain/projects/project';
import { routes } from '@/lib/routes';

const PAUSE_MS = 200;

export type NameState =
  | { readonly at: 'empty' | 'checking' }
  | { readonly at: 'free'; readonly unchecked: readonly string[] }
  | { readonly at: 'wrong'; readonly reason: string }
  | { readonly at: 'unknown'; readonly reason: string };

/** Whether a name can be had: its form at once, whether it is taken a moment after the last key. */
export function useNameCheck(name: string): NameState {
  const [settled, setSettled] = useState(name);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(name), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [name]);
  const wrong = projectNameProblem(name);
  const { data, error } = useQuery({
    queryKey: ['name', settled],
    queryFn: ({ signal }) => fetchJson<NameCheck>(routes.api.projectName(settled), signal),
    enabled: settled !== '' && projectNameProblem(settled) === undefined,
    staleTime: 5000,
  });
  if (!name) return { at: 'empty' };
  if (wrong !== undefined) return { at: 'wrong', reason: wrong };
  if (settled !== name || (!data && !error)) return { at: 'checking' };
  if (error) return { at: 'unknown', reason: error.message };
  return data?.free
    ? { at: 'free', unchecked: data.unchecked ?? [] }
    : { at: 'wrong', reason: data?.why ?? 'This name is taken.' };
}
