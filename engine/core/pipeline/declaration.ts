/** The parts of a pipeline's declaration that the machine looks at; the service keeps the whole. */
export interface ActionDeclaration {
  readonly name: string;
  readonly actionTypeId: {
    readonly category: string;
    readonly owner: string;
    readonly provider: string;
    readonly version: string;
  };
  readonly runOrder?: number | undefined;
  readonly configuration?: Readonly<Record<string, string>> | undefined;
  readonly inputArtifacts?: readonly { readonly name: string }[] | undefined;
  readonly outputArtifacts?: readonly { readonly name: string }[] | undefined;
  readonly namespace?: string | undefined;
  readonly roleArn?: string | undefined;
  readonly region?: string | undefined;
  readonly timeoutInMinutes?: number | undefined;
  /** Commands actions. */
  readonly commands?: readonly string[] | undefined;
  readonly outputVariables?: readonly string[] | undefined;
  readonly environmentVariables?:
    | readonly {
        readonly name: string;
        readonly value: string;
        readonly type?: 'PLAINTEXT' | 'SECRETS_MANAGER' | undefined;
      }[]
    | undefined;
}
export interface RuleDeclaration {
  readonly name: string;
  readonly ruleTypeId: {
    readonly category: string;
    readonly owner?: string | undefined;
    readonly provider: string;
    readonly version?: string | undefined;
  };
  readonly configuration?: Readonly<Record<string, string>> | undefined;
  readonly commands?: readonly string[] | undefined;
  readonly inputArtifacts?: readonly { readonly name: string }[] | undefined;
  readonly roleArn?: string | undefined;
  readonly region?: string | undefined;
  readonly timeoutInMinutes?: number | undefined;
}
export interface ConditionDeclaration {
  readonly result?: string | undefined;
  readonly rules?: readonly RuleDeclaration[] | undefined;
}
export interface StageDeclaration {
  readonly name: string;
  readonly actions: readonly ActionDeclaration[];
  readonly beforeEntry?: { readonly conditions: readonly ConditionDeclaration[] } | undefined;
  readonly onSuccess?: { readonly conditions: readonly ConditionDeclaration[] } | undefined;
  readonly onFailure?:
    | {
        readonly result?: string | undefined;
        readonly retryConfiguration?: { readonly retryMode?: string | undefined } | undefined;
        readonly conditions?: readonly ConditionDeclaration[] | undefined;
      }
    | undefined;
}
export type ExecutionMode = 'SUPERSEDED' | 'QUEUED' | 'PARALLEL';
export interface Declaration {
  readonly name: string;
  readonly roleArn: string;
  readonly stages: readonly StageDeclaration[];
  readonly artifactStore?: { readonly type: string; readonly location: string } | undefined;
  readonly artifactStores?:
    Readonly<Record<string, { readonly type: string; readonly location: string }>> | undefined;
  readonly triggers?: readonly TriggerDeclaration[] | undefined;
  readonly version?: number | undefined;
  readonly pipelineType?: string | undefined;
  readonly executionMode?: string | undefined;
  readonly variables?:
    readonly { readonly name: string; readonly defaultValue?: string | undefined }[] | undefined;
}

export interface GitFilter {
  readonly includes?: readonly string[] | undefined;
  readonly excludes?: readonly string[] | undefined;
}
export interface GitPushFilter {
  readonly tags?: GitFilter | undefined;
  readonly branches?: GitFilter | undefined;
  readonly filePaths?: GitFilter | undefined;
}
export interface GitPullRequestFilter {
  readonly events?: readonly string[] | undefined;
  readonly branches?: GitFilter | undefined;
  readonly filePaths?: GitFilter | undefined;
}
export interface TriggerDeclaration {
  readonly providerType: string;
  readonly gitConfiguration: {
    readonly sourceActionName: string;
    readonly push?: readonly GitPushFilter[] | undefined;
    readonly pullRequest?: readonly GitPullRequestFilter[] | undefined;
  };
}

export type ConditionType = 'BEFORE_ENTRY' | 'ON_SUCCESS' | 'ON_FAILURE';

/** The one condition of a kind that a stage can have (AWS-SEMANTICS 3.6 [model][doc]); undefined without rules. */
export function conditionOf(
  stage: StageDeclaration | undefined,
  type: ConditionType,
): ConditionDeclaration | undefined {
  const list = {
    BEFORE_ENTRY: stage?.beforeEntry,
    ON_SUCCESS: stage?.onSuccess,
    ON_FAILURE: stage?.onFailure,
  }[type]?.conditions;
  return list?.[0]?.rules?.length ? list[0] : undefined;
}

export const modeOf = (d: Declaration): ExecutionMode =>
  d.executionMode === 'QUEUED' || d.executionMode === 'PARALLEL' ? d.executionMode : 'SUPERSEDED';

/** A structure with what AWS adds to it: it answers run orders and empty lists also where none were given (published answers of GetPipeline). */
export const withDefaults = <D extends Pick<Declaration, 'stages'>>(d: D): D => ({
  ...d,
  stages: d.stages.map((s) => ({
    ...s,
    actions: s.actions.map((a) => ({
      ...a,
      runOrder: a.runOrder ?? 1,
      configuration: a.configuration ?? {},
      inputArtifacts: a.inputArtifacts ?? [],
      outputArtifacts: a.outputArtifacts ?? [],
    })),
  })),
});
