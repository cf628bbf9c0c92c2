import type { ChangeRequest } from '@/lib/domain/changes/change';
import type { Sought } from './match';

export type ShellCommand = 'light' | 'dark' | 'system' | 'keys';

/** What choosing it does. A change opens its dialog and does nothing by itself. */
export type Act =
  | { readonly change: ChangeRequest }
  | {
      readonly href: string;
      /** A page of somebody else's: it opens beside this one. */
      readonly newTab?: boolean;
    }
  | { readonly command: ShellCommand };

export type Section =
  | 'Recent'
  | 'Needs you'
  | 'Actions'
  | 'Projects and pipelines'
  | 'Builds'
  | 'Deployments'
  | 'Commits'
  | 'People'
  | 'Go to'
  | 'Preferences';

/** One line of the palette. */
export interface PaletteItem extends Sought {
  readonly key: string;
  readonly section: Section;
  /** What its picture is of: `approve`, `build`, `commit`. */
  readonly kind: string;
  readonly detail: string;
  readonly act: Act;
  /** Why it cannot be done now. */
  readonly disabledReason?: string | undefined;
  /** The keys that do the same: `g b`. */
  readonly keys?: string | undefined;
}
