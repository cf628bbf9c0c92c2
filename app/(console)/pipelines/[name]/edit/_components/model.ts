/** The parts of a declaration that the form knows; all else in the text stays as it is. */
export interface EditAction {
  name: string;
  runOrder?: number;
  actionTypeId?: { category?: string; provider?: string; owner?: string; version?: string };
  configuration?: Record<string, string>;
}
export interface EditStage {
  name: string;
  actions: EditAction[];
}
export interface EditVariable {
  name: string;
  defaultValue?: string;
  description?: string;
}
export interface EditPipeline {
  name: string;
  pipelineType?: string;
  executionMode?: string;
  variables?: EditVariable[];
  stages: EditStage[];
}

/** The form's view of a text; undefined while the text is no declaration: the form then has nothing to show. */
export function readModel(text: string): EditPipeline | undefined {
  try {
    const raw: unknown = JSON.parse(text);
    const ok =
      typeof raw === 'object' &&
      raw !== null &&
      'stages' in raw &&
      Array.isArray(raw.stages) &&
      raw.stages.every(
        (s: unknown) =>
          typeof s === 'object' && s !== null && 'actions' in s && Array.isArray(s.actions),
      );
    return ok ? (raw as unknown as EditPipeline) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export const writeModel = (model: EditPipeline): string => `${JSON.stringify(model, null, 2)}\n`;

export function moved<T>(list: readonly T[], at: number, by: number): T[] {
  const next = [...list];
  const [item] = next.splice(at, 1);
  if (item !== undefined) next.splice(at + by, 0, item);
  return next;
}

/** A stage that holds only an approval, as CodePipeline has it. */
export const approvalStage = (before: string): EditStage => ({
  name: `Approve${before}`,
  actions: [
    {
      name: 'Approve',
      actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' },
      runOrder: 1,
      configuration: {},
    },
  ],
});
