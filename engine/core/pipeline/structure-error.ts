export type StructureErrorCode =
  | 'InvalidStructureException'
  | 'InvalidStageDeclarationException'
  | 'InvalidActionDeclarationException'
  | 'ValidationException';

/** A mistake in a structure: AWS's exception and text. */
export class StructureError extends Error {
  constructor(
    readonly code: StructureErrorCode,
    message: string,
  ) {
    super(message);
    this.name = code;
  }
}

export const structure = (message: string): StructureError =>
  new StructureError('InvalidStructureException', message);
export const invalidAction = (message: string): StructureError =>
  new StructureError('InvalidActionDeclarationException', message);
export const invalidStage = (message: string): StructureError =>
  new StructureError('InvalidStageDeclarationException', message);
