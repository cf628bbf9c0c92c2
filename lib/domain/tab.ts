import { shortRevision } from './commits/revision';
import type { EnvironmentView } from './deployments/environment';
import type { ExecutionDetail } from './executions/execution';
import type { Creation } from './projects/project';
import type { LoadBalancerView } from './traffic/load-balancer';
import { isFailure, isMoving, needsPerson, type Status, type StatusKey } from './status';
import type { Attention, BuildView, DeploymentView, PipelineView } from './views';

/** What a page is about: its name, and its status where it has one. */
export interface Subject {
  readonly status?: Status | undefined;
  readonly name: string;
}

/** What the page of each topic is about. */
export const SUBJECTS = {
  build: (b: BuildView): Subject => ({ status: b.status, name: `${b.project} build ${b.number}` }),
  deployment: (d: DeploymentView): Subject => ({
    status: d.status,
    name: `${d.application} to ${d.group}, ${d.id}`,
  }),
  environment: (e: EnvironmentView): Subject => ({
    status: e.last?.status,
    name: `${e.application} ${e.group}`,
  }),
  execution: (e: ExecutionDetail): Subject => ({
    status: e.status,
    name: `${e.pipeline} ${shortRevision(e.revision) || 'execution'}`,
  }),
  'load-balancer': (b: LoadBalancerView): Subject => ({ status: b.status, name: b.name }),
  pipeline: (p: PipelineView): Subject => ({ status: p.status, name: p.name }),
  progress: (c: Creation): Subject => ({ status: c.status, name: c.name }),
} as const;

/** `Failed: shop build 12`. */
export const subjectTitle = ({ status, name }: Subject): string =>
  status ? `${status.word}: ${name}` : name;

/** What needs somebody: approvals that wait, and failures. */
export const needing = (attention: readonly Attention[]): number =>
  attention.filter((a) => needsPerson(a.status) || isFailure(a.status)).length;

/** `(2) Failed: shop build 12 · Starboard`: how many approvals and failures need somebody, and what the page is about. */
export function tabTitle(given: string, subject: Subject | undefined, count: number): string {
  const page = subject ? `${subjectTitle(subject)} · Starboard` : given.replace(/^\(\d+\) /, '');
  return count > 0 ? `(${count}) ${page}` : page;
}

/** Of all that needs somebody the gravest: what a page without a status of its own shows in its tab. */
export const gravest = (attention: readonly Attention[]): Status | undefined =>
  [isFailure, needsPerson, isMoving]
    .map((is) => attention.find((a) => is(a.status))?.status)
    .find((status) => status !== undefined);

/** The solid colours of the light theme (tokens.css), which hold on a light and on a dark tab. */
const COLOURS: Partial<Readonly<Record<StatusKey, string>>> = {
  ok: '#1d8f4c',
  run: '#0f83c4',
  wait: '#c27a00',
  fail: '#d6362f',
};

/** A mark is told by its shape too: a disc, a ring, a square, a cross. */
const MARKS: Partial<Readonly<Record<StatusKey, string>>> = {
  ok: '<circle cx="14.5" cy="14.5" r="4"/>',
  run: '<circle cx="14.5" cy="14.5" r="4"/><circle cx="14.5" cy="14.5" r="1.6" class="g"/>',
  wait: '<rect x="10.5" y="10.5" width="8" height="8" rx="1.5"/>',
  fail: '<circle cx="14.5" cy="14.5" r="4.5"/><path class="l" d="m12.7 12.7 3.6 3.6m0-3.6-3.6 3.6"/>',
};

/** The tab's icon with a mark in the status's colour, as a data address; undefined where the status has none. */
export function tabIcon(status: Status | undefined): string | undefined {
  const colour = status && COLOURS[status.key];
  if (!colour) return undefined;
  const svg = [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20">',
    // The browser's own theme, which is the tab's; not the one that is chosen for the pages.
    '<style>.g{fill:#17171a}.s{fill:#fff;stroke:#fff}.l{stroke:#fff;fill:none}',
    '@media(prefers-color-scheme:dark){.g{fill:#ededf0}.s{fill:#17171a;stroke:#17171a}}</style>',
    '<rect width="20" height="20" rx="4" class="g"/>',
    '<g transform="translate(1.5 1) scale(.75)" class="s">',
    '<path d="M10 1C5.6 4.6 3.6 8.9 5.6 19H10Z" fill="none" stroke-width="1.5"/>',
    '<path d="M10 .6c4.9 3.8 7 8.3 4.8 19H10Z" stroke="none"/></g>',
    '<circle cx="14.5" cy="14.5" r="6" class="g"/>',
    `<g fill="${colour}" stroke-width="1.5">${MARKS[status.key] ?? ''}</g></svg>`,
  ].join('');
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
