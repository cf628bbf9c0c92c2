import type { Blast } from '@/lib/domain/changes/blast';

export type { PipelineEdit, SavePipelineCommand } from './pipeline-edit-schema';

/** A pipeline as it stands, to be edited: its declaration as text, and who else looks after it. */
export interface DeclarationView {
  readonly name: string;
  readonly version: number;
  readonly text: string;
  readonly type: string;
  /** Who made it and will undo edits made here: a stack, Terraform. */ readonly owner?:
    string | undefined;
  /** A version that was accepted and is not shown yet: this one is not to be edited. */
  readonly hidden?: string | undefined;
  readonly readOnly?: string | undefined;
  readonly readAt: number;
}

/** What saving would do. `pin` is what the person saw. */
export interface EditPlan {
  readonly action: 'save' | 'clone';
  readonly name: string;
  readonly version: number;
  /** Why it cannot be saved; all else is then empty. */ readonly problem?: string | undefined;
  readonly patch?: string | undefined;
  readonly unchanged?: boolean | undefined;
  readonly blast?: Blast | undefined;
  readonly owner?: string | undefined;
  readonly notes: readonly string[];
  readonly pin: string;
}

/** After saving or cloning. */
export interface PipelineSaved {
  readonly name: string;
  readonly version: number;
}
