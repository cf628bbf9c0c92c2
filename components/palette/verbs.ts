import type { WaitingApproval } from '@/lib/domain/approvals/approval';
import { shortRevision, type Revision } from '@/lib/domain/commits/revision';
import { isFailure, type Status } from '@/lib/domain/status';
import { routes } from '@/lib/routes';
import type { PaletteItem } from './item';

/** A stage as the board has it, as far as verbs are about it. */
interface Stage {
  readonly stage: string;
  readonly kind: string;
  readonly status: Status;
  readonly live?: Revision | undefined;
  readonly next?: Revision | undefined;
  readonly waits: readonly WaitingApproval[];
  /** What can be tried again. */
  readonly retry?: { readonly stage: string; readonly execution: string } | undefined;
  /** Where what runs in it is opened. */
  readonly application?: string | undefined;
}
export interface VerbSubject {
  readonly name: string;
  readonly cells: readonly Stage[];
  readonly isComing?: boolean | undefined;
}

const carried = (r: Revision | undefined): string =>
  r ? `${shortRevision(r)} ${r.message}`.trim() : '';

type Verb = Omit<PaletteItem, 'section' | 'key'>;

function approvals({ name, cells }: VerbSubject): Verb[] {
  const found = cells.flatMap((c) =>
    c.waits.flatMap((w, i): Verb[] => {
      const which = c.waits.length > 1 ? ` (${w.action})` : '';
      return (['approve', 'reject'] as const).map((kind) => ({
        kind,
        label: `${kind === 'approve' ? 'Approve' : 'Reject'} ${name} in ${c.stage}${which}…`,
        words: kind === 'approve' ? 'accept review' : 'decline refuse',
        // What a stage shows is what its first approval is about.
        detail: i === 0 ? carried(c.next) : '',
        act: { change: { kind, pipeline: name, ...w } },
      }));
    }),
  );
  if (found.length) return found;
  return [
    {
      kind: 'approve',
      label: `Approve ${name}…`,
      words: 'accept review',
      detail: '',
      act: { href: routes.approvals },
      disabledReason: 'Nothing is waiting for approval',
    },
  ];
}

function retries({ name, cells }: VerbSubject): Verb[] {
  const words = 'rerun again';
  const found = cells.flatMap((c): Verb[] =>
    c.retry
      ? [
          {
            kind: 'retry',
            label: `Retry ${c.stage} of ${name}…`,
            words,
            detail: carried(c.next),
            act: { change: { kind: 'retry', pipeline: name, ...c.retry } },
          },
        ]
      : [],
  );
  if (found.length) return found;
  return [
    {
      kind: 'retry',
      label: `Retry ${name}…`,
      words,
      detail: '',
      act: { href: routes.pipeline(name) },
      // One that failed and cannot be retried says on its page why.
      disabledReason: cells.some((c) => isFailure(c.status)) ? undefined : 'Nothing has failed',
    },
  ];
}

function applications({ name, cells }: VerbSubject): Verb[] {
  const words = 'application app site visit url';
  const found = cells.flatMap((c): Verb[] =>
    c.application
      ? [
          {
            kind: 'open',
            label: `Open ${name} in ${c.stage}`,
            words,
            detail: carried(c.live),
            act: { href: c.application, newTab: true },
          },
        ]
      : [],
  );
  if (found.length) return found;
  return [
    {
      kind: 'open',
      label: `Open ${name}`,
      words,
      detail: '',
      act: { href: routes.pipeline(name) },
      disabledReason: 'No address of a running application is known',
    },
  ];
}

const releases = ({ name, cells }: VerbSubject): Verb[] => [
  {
    kind: 'rollback',
    label: `Roll back ${name}…`,
    words: 'rollback undo revert',
    detail: '',
    act: { change: { kind: 'rollback', pipeline: name } },
    disabledReason: cells.some((c) => c.kind === 'deploy' && c.live)
      ? undefined
      : 'Nothing is live yet',
  },
  {
    kind: 'release',
    label: `Release ${name}…`,
    words: 'deploy start run',
    detail: '',
    act: { change: { kind: 'release', pipeline: name } },
  },
];

/** What can be done with a pipeline now; what cannot be done says why. Of one that was not read yet nothing is known. */
export function verbsOf(subject: VerbSubject): PaletteItem[] {
  const verbs = subject.isComing
    ? []
    : [...approvals(subject), ...releases(subject), ...retries(subject), ...applications(subject)];
  return verbs.map((v) => ({ ...v, section: 'Actions', key: `do ${v.label}` }));
}
