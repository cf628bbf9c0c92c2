import type * as CFN from '@aws-sdk/client-cloudformation';
import type * as CB from '@aws-sdk/client-codebuild';
import type * as CD from '@aws-sdk/client-codedeploy';
import type * as CP from '@aws-sdk/client-codepipeline';
import type { Readable } from 'node:stream';
import type { AgentEntry, DeployCommand, InstanceCommand } from '../core/deployment/journal';
import type { GitChange } from '../core/pipeline/git-triggers';
import type { Execution } from '../core/pipeline/types';

/** An object of S3. */
export interface ObjectAt {
  readonly bucket: string;
  readonly key: string;
}

/** Where a pipeline has the sources and wants the artifacts; kept with the build. */
export interface PipelineArtifacts {
  readonly source?: (ObjectAt & { readonly revision?: string | undefined }) | undefined;
  readonly secondary?: readonly (ObjectAt & { readonly name: string })[] | undefined;
  readonly output?: ObjectAt | undefined;
  /** Secondary artifacts by name: all of them where a pipeline's action has more than one output (AWS-SEMANTICS 1.8 [doc22]). */
  readonly outputs?: readonly (ObjectAt & { readonly name: string })[] | undefined;
}

/** Who of the engine's own services starts a build, and what for. */
export interface BuildOrigin {
  readonly initiator: string;
  readonly pipeline?: PipelineArtifacts | undefined;
  readonly batch?: { readonly arn: string; readonly identifier: string } | undefined;
}

/** Commands of a pipeline without a project (AWS-SEMANTICS 3.2). */
export interface CommandsInput {
  /** The pipeline. */
  readonly owner: string;
  /** Says this attempt and no other: a repeat finds the build it made. */
  readonly token: string;
  readonly stream: string;
  readonly roleArn: string;
  readonly commands: readonly string[];
  readonly exported: readonly string[];
  readonly files: readonly string[];
  readonly environment: readonly CB.EnvironmentVariable[];
  readonly pipeline: PipelineArtifacts;
}

/** What an on-premises instance is to carry out. */
export interface OnPremisesCommand {
  readonly instanceName: string;
  readonly deploymentId: string;
}

/** A repository behind a connection. */
export interface ConnectedRepository {
  readonly connectionArn: string;
  readonly repository: string;
}

/** A commit behind a connection. */
export interface ConnectedCommit {
  readonly commitId: string;
  readonly message: string;
  readonly authorDate: string;
}

/** A picture of an application: on its way, taken, or why there is none. Times in ms since the epoch. */
export interface ReleasePicture {
  readonly askedAt: number;
  readonly takenAt: number | undefined;
  readonly problem: string | undefined;
  /** Where it lies once it has been taken. */
  readonly path: string;
}

/** What was measured in a while. */
export interface MetricValue {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly at: number;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** The values themselves, each with how often it was measured; without them they are not known. */
  readonly values?: readonly (readonly [value: number, count: number])[] | undefined;
}

/** What services ask of each other and AWS has no operation for. Each service serves its part by a table named `internal`. */
export interface InternalCalls {
  readonly cloudformation: {
    /** SignalResource, with the reason of a failure. */
    readonly signalResource: (input: {
      readonly request: CFN.SignalResourceInput;
      readonly reason: string | undefined;
    }) => Promise<void>;
  };
  readonly cloudwatch: {
    /** PutMetricData of a service: into namespaces of AWS's own, and with what was counted. */
    readonly record: (input: { readonly values: readonly MetricValue[] }) => Promise<void>;
  };
  readonly codebuild: {
    /** StartBuild of a pipeline, a batch or a rule. */
    readonly startBuild: (input: {
      readonly request: CB.StartBuildInput;
      readonly origin: BuildOrigin;
    }) => Promise<CB.StartBuildOutput>;
    /** StartBuildBatch of a pipeline. */
    readonly startBuildBatch: (input: {
      readonly request: CB.StartBuildBatchInput;
      readonly origin: BuildOrigin;
    }) => Promise<CB.StartBuildBatchOutput>;
    readonly startCommands: (input: CommandsInput) => Promise<CB.StartBuildOutput>;
  };
  readonly codecommit: {
    /** The whole repository as a file, for a build that clones. */
    readonly bundle: (input: {
      readonly repositoryName: string;
      readonly file: string;
    }) => Promise<void>;
    /** The first commit of a repository that a stack seeds from a zip. */
    readonly seed: (input: {
      readonly repositoryName: string;
      readonly branchName: string;
      readonly zip: Uint8Array;
    }) => Promise<void>;
    /** The zip of a commit: the permission `codecommit:UploadArchive`, which has no operation in the SDK. */
    readonly uploadArchive: (input: {
      readonly repositoryName: string;
      readonly commitId: string;
    }) => Promise<{ readonly zip: Buffer }>;
  };
  readonly codedeploy: {
    /** CreateDeployment that may be repeated: the same token makes one deployment. */
    readonly createDeployment: (input: {
      readonly request: CD.CreateDeploymentInput;
      readonly token: string;
    }) => Promise<CD.CreateDeploymentOutput>;
    /** The commands that wait for the agent of an on-premises instance, oldest first. */
    readonly commandsFor: (input: {
      readonly instanceName: string;
    }) => Promise<{ readonly commands: readonly DeployCommand[] }>;
    /** The bundle of one of them. */
    readonly commandBundle: (input: OnPremisesCommand) => Promise<{ readonly content: Readable }>;
    /** The agent has the command, and begins. */
    readonly acknowledge: (input: OnPremisesCommand) => Promise<void>;
    /** What the agent wrote down, from this entry of its journal on. Entries may come again. */
    readonly report: (input: {
      readonly instanceName: string;
      /** Says this journal and no other. */
      readonly journal: string;
      readonly from: number;
      readonly entries: readonly AgentEntry[];
    }) => Promise<{
      readonly heard: number;
      /** Deployments that go no further than the event they are in. */
      readonly cancelled: readonly string[];
    }>;
  };
  readonly codepipeline: {
    /** Starts the pipelines that a change behind a connection is for. */
    readonly gitChange: (
      input: ConnectedRepository & {
        readonly change: GitChange;
        /** Says this change and no other: the same one twice starts nothing. */
        readonly token: string;
      },
    ) => Promise<void>;
    /** Whether any pipeline has its source behind this connection. */
    readonly listens: (input: ConnectedRepository) => Promise<{ readonly listens: boolean }>;
    /** StartPipelineExecution by a trigger; revisions are by action already. */
    readonly startPipelineExecution: (input: {
      readonly request: Pick<CP.StartPipelineExecutionInput, 'name' | 'clientRequestToken'>;
      readonly trigger: Execution['trigger'];
      readonly overrides?: Readonly<Record<string, string>> | undefined;
    }) => Promise<CP.StartPipelineExecutionOutput>;
  };
  readonly codestarConnections: {
    /** The zip of a commit that `commit` has found. */
    readonly archive: (
      input: ConnectedRepository & { readonly commitId: string },
    ) => Promise<{ readonly zip: Buffer }>;
    /** The whole repository as a file, for a build that clones. */
    readonly bundle: (input: ConnectedRepository & { readonly file: string }) => Promise<void>;
    /** The commit a source action takes: the one asked for, or the newest of the branch. */
    readonly commit: (
      input: ConnectedRepository & {
        readonly branch: string;
        readonly commitId?: string | undefined;
      },
    ) => Promise<ConnectedCommit>;
    /** Looks at a repository now, and from then on for as long as a pipeline listens. */
    readonly watch: (input: ConnectedRepository) => Promise<void>;
  };
  readonly ec2: {
    /** CodeDeploy's and CodePipeline's way to an instance: the bundle, then the command. */
    readonly deployToInstance: (input: {
      readonly instanceId: string;
      readonly command: InstanceCommand;
      readonly bundle: Readable | undefined;
    }) => Promise<void>;
    /** The instance goes no further with a deployment than the event it is in. */
    readonly cancelOnInstance: (input: {
      readonly instanceId: string;
      readonly deploymentId: string;
    }) => Promise<void>;
    /**
     * Where on this machine a port of an instance is reached; undefined where it does not run. `from`
     * are the security groups of who connects: without `isAdmitted` those of the instance do not let
     * it in, and on AWS its connection would be waited for in vain.
     */
    readonly addressOf: (input: {
      readonly instanceId: string;
      readonly port: number;
      readonly from?: readonly string[] | undefined;
    }) => Promise<
      { readonly host: string; readonly port: number; readonly isAdmitted: boolean } | undefined
    >;
    /** The picture of what an application showed after a release; undefined where nobody was asked for one. */
    readonly findPicture: (input: {
      readonly release: string;
    }) => Promise<ReleasePicture | undefined>;
  };
  readonly s3: {
    /** The website endpoint of a bucket; on AWS its form is known, here the port is. */
    readonly websiteAddress: (input: { readonly Bucket: string }) => Promise<{
      readonly Url: string;
    }>;
  };
}
