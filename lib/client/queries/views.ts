import { queryOptions } from '@tanstack/react-query';
import { routes } from '@/lib/routes';
import type { Board, BuildView, DeploymentRow, DeploymentView, PipelineView } from '@/lib/domain/views';
import { fetchJson } from '../fetch-json';

/** While something moves a page asks three times a second; at rest every two. Hidden tabs do not ask. */
const MOVING_MS = 300;
const REST_MS = 2000;

interface Live { readonly moving?: boolean; readonly over?: boolean }
const pace = (data: Live | undefined): number => (data && (data.moving || data.over === false) ? MOVING_MS : REST_MS);

export const boardQuery = () => queryOptions({ queryKey: ['board'], queryFn: ({ signal }) => fetchJson<Board>(routes.api.board, signal), refetchInterval: (q) => pace(q.state.data) });
export const pipelineQuery = (name: string) => queryOptions({ queryKey: ['pipeline', name], queryFn: ({ signal }) => fetchJson<PipelineView>(routes.api.pipeline(name), signal), refetchInterval: (q) => pace(q.state.data) });
export const buildQuery = (id: string) => queryOptions({ queryKey: ['build', id], queryFn: ({ signal }) => fetchJson<BuildView>(routes.api.build(id), signal), refetchInterval: (q) => (q.state.data?.over ? false : MOVING_MS) });
export const buildsQuery = () => queryOptions({ queryKey: ['builds'], queryFn: ({ signal }) => fetchJson<BuildView[]>(routes.api.builds, signal), refetchInterval: (q) => (q.state.data?.some((b) => !b.over) ? MOVING_MS : REST_MS) });
export const deploymentsQuery = () => queryOptions({ queryKey: ['deployments'], queryFn: ({ signal }) => fetchJson<DeploymentRow[]>(routes.api.deployments, signal), refetchInterval: REST_MS });
export const deploymentQuery = (id: string) => queryOptions({ queryKey: ['deployment', id], queryFn: ({ signal }) => fetchJson<DeploymentView>(routes.api.deployment(id), signal), refetchInterval: (q) => (q.state.data?.over ? false : MOVING_MS) });
