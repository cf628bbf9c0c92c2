import type { Revision } from '@/lib/domain/commits/revision';
import type { Status } from '@/lib/domain/status';
import type { PageFacts } from './page-facts';
import type { ReleasePicture } from './picture';

export type { CreateProjectCommand, ProjectForm } from './project-schema';

/** When a template was tried, and the seconds from Create until each step was done. */
export interface TemplateProof {
  readonly on: string;
  /** Until it answered. */
  readonly seconds: number;
  readonly steps: { readonly stack: number; readonly build: number; readonly deploy: number };
}

export interface TemplateView {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly framework: string;
  readonly type: string;
  readonly targets: readonly string[];
  readonly description: string;
  /** The first change a person makes. */ readonly change: string;
  /** Where a build fetches dependencies from. */ readonly downloads?: string | undefined;
  /** The entry of STARBOARD_TEMPLATES it comes from. */ readonly from?: string | undefined;
  /** Where it was tried from Create to delete, and how long that took. */
  readonly proof?: TemplateProof | undefined;
  /** What the machine lacks for it, in words. */ readonly missing?: string | undefined;
}

export interface HighlightedPart {
  readonly text: string;
  /** highlight.js's name of what it is: keyword, string, comment, … */ readonly kind?:
    string | undefined;
}
export type HighlightedLine = readonly HighlightedPart[];

export interface TemplateGallery {
  readonly templates: readonly TemplateView[];
  /** Entries of STARBOARD_TEMPLATES, or templates in them, that cannot be used. */
  readonly problems: readonly { readonly source: string; readonly problem: string }[];
  /** Git addresses that are still being fetched. */
  readonly pending: readonly string[];
  /** What STARBOARD_TEMPLATES names, and how many templates each brings. */
  readonly sources: readonly { readonly text: string; readonly count: number }[];
}

export interface PlannedFile {
  readonly path: string;
  readonly size: number;
  /** Unset for a binary file. */ readonly lines?: number | undefined;
  readonly executable: boolean;
}
export interface PlannedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly label: string;
  readonly service: string;
  readonly name: string;
  readonly idle?: string | undefined;
}
export interface ProjectPlanView {
  /** Of the files: what is created later must have the same. */ readonly revision: string;
  readonly files: readonly PlannedFile[];
  readonly resources: readonly PlannedResource[];
  readonly parameters: readonly {
    readonly name: string;
    readonly description: string;
    readonly default?: string | undefined;
    readonly pattern?: string | undefined;
  }[];
}

/** After Create: the stack is on its way. */
export interface ProjectStarted {
  readonly stackId: string;
}

export interface Networks {
  readonly vpcs: readonly {
    readonly id: string;
    readonly name: string;
    readonly cidr: string;
    readonly isDefault: boolean;
  }[];
  readonly subnets: readonly {
    readonly id: string;
    readonly vpc: string;
    readonly name: string;
    readonly cidr: string;
    readonly zone: string;
    /** Why instances in it could not be reached, when that is known. */
    readonly closed?: string | undefined;
  }[];
}

/** Where a project's instances would go. */
export interface PlacementView {
  /** Unset for a target without instances, and where there is a problem. */
  readonly subnet?: string | undefined;
  readonly zone?: string | undefined;
  /** Checks that were left out because a read was denied, in words. */
  readonly unread: readonly string[];
  /** Why creating would be refused, and what to give instead. */
  readonly problem?: string | undefined;
}

export interface NameCheck {
  readonly free: boolean;
  readonly why?: string | undefined;
  /** Of a free name, what may not be read, in words with the permission that is missing. */
  readonly unchecked?: readonly string[];
}

export interface ResourceProgressView {
  readonly logicalId: string;
  readonly label: string;
  readonly service: string;
  readonly name: string;
  readonly status: Status;
  readonly ms?: number | undefined;
  readonly reason?: string | undefined;
}

/** How a new project's code is got at, and what to change in it first. */
export interface FirstChange {
  readonly clone: string;
  /** In words: the template's own. */
  readonly change?: string | undefined;
}

/** A stack on its way up or down, from its own events: nothing is lost when the browser closes. */
export interface RecordedRelease {
  /** From Create to an answer of the first environment. */
  readonly ms: number;
  /** The day it was recorded. */
  readonly on: string;
}

export interface Creation {
  readonly name: string;
  readonly stackId: string;
  readonly kind: 'create' | 'delete';
  readonly status: Status;
  readonly startedAt: number;
  readonly endedAt?: number | undefined;
  readonly total: number;
  readonly resources: readonly ResourceProgressView[];
  /** What its template's first release took where that was recorded: on the engine. */
  readonly recorded?: RecordedRelease | undefined;
  /** What happens before the stack itself moves. */
  readonly step?: string | undefined;
  /** The cause of a failure, in words. */
  readonly problem?: string | undefined;
  readonly stays: readonly string[];
  readonly urls: readonly ApplicationAddress[];
  /** Of a project that was created. */
  readonly firstChange?: FirstChange | undefined;
  readonly over: boolean;
  readonly readAt: number;
}

export interface ApplicationAddress {
  readonly environment: string;
  readonly stage: string;
  readonly url: string;
}

export interface Health {
  readonly ok: boolean;
  readonly asking?: boolean;
  readonly word: string;
  readonly ms: number;
}

export interface ProjectCommit {
  readonly sha: string;
  readonly message: string;
  readonly author: string;
  readonly at: number;
  readonly where?: { readonly status: Status; readonly word: string } | undefined;
  /** The newest execution that took it: by it the commit can be released again. */
  readonly execution?: string | undefined;
}

/** A build or a deployment of the project, as its page lists it. */
export interface ProjectWork {
  readonly id: string;
  /** What tells it from others at first sight: the action, the environment. */
  readonly label: string;
  readonly status: Status;
  readonly startedAt: number;
  readonly endedAt?: number | undefined;
  readonly revision?: Revision | undefined;
  /** Its page here; unset where there is none. */
  readonly href?: string | undefined;
}

/** Who brought what is live, and how far it is behind. */
export interface LiveFacts {
  readonly stage: string;
  readonly author?: string | undefined;
  readonly by?: { readonly did: 'approved' | 'released'; readonly name: string } | undefined;
  readonly behind?: { readonly count: number; readonly of: 'commit' | 'release' } | undefined;
}

/** Where the code is, and how to get it. */
export interface ProjectSource {
  /** CodePipeline's word for where: CodeCommit, S3, … */
  readonly provider: string;
  readonly repository: string;
  readonly branch: string;
  /** The repository's own page, where its address is known. */
  readonly url?: string | undefined;
  readonly clone?: CloneCommands | undefined;
}

export interface CloneCommands {
  readonly command: string;
  /** Typed once on a machine, before the first clone. */
  readonly setUp: readonly string[];
}

/** An application of the project: where it is, whether it answers, and what it looks like. */
export interface ProjectApplication extends ApplicationAddress {
  readonly health: Health;
  /** What its page says of itself. */
  readonly page?: PageFacts | undefined;
  /** Of the release that is live there, and of no other. */
  readonly picture?: ReleasePicture | undefined;
  /** What that release brought. */
  readonly pictureOf?: Revision | undefined;
}

/** By which names the lists of builds and deployments know a project; a pipeline of others may use several, or none. */
export interface ListNames {
  readonly builds?: string | undefined;
  readonly deployments?: string | undefined;
}

export interface ProjectView {
  readonly name: string;
  readonly lists: ListNames;
  /** Made by Starboard: it has a stack, and can be deleted as a whole. */
  readonly isOurs: boolean;
  readonly template: string;
  readonly description: string;
  readonly source: ProjectSource | undefined;
  readonly applications: readonly ProjectApplication[];
  readonly live: readonly LiveFacts[];
  /** Undefined where they could not be read. */
  readonly commits: readonly ProjectCommit[] | undefined;
  readonly builds: readonly ProjectWork[] | undefined;
  readonly deployments: readonly ProjectWork[] | undefined;
  /** What could not be read, in words. */
  readonly unread: readonly string[];
  /** The commit whose README.md the page shows. */
  readonly readmeAt?: string | undefined;
  readonly readAt: number;
}
