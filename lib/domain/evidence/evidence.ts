/**
 * What a person is shown before they approve: files of an execution's artifacts, recognised by content, and change sets that
 * wait. Types and nothing else, for server and browser alike; `recognise.ts` makes them, on the server alone.
 */

export const EVIDENCE_KINDS = [
  'terraform-plan',
  'change-set',
  'cdk-diff',
  'kubernetes-diff',
  'helm-diff',
  'test-report',
  'coverage',
  'scan',
  'sbom',
  'markdown',
  'text',
  'image',
] as const;

export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** Where a piece of evidence was found. */
export interface EvidencePlace {
  /** The action that made the artifact, or that the change set waits for. */
  readonly action: string;
  /** The artifact's name; empty for what an API answered. */
  readonly artifact: string;
  /** The file's path in the artifact; a change set's name, `STACK/CHANGE-SET`. */
  readonly path: string;
}

/** More of a file is not read. Of a longer one this much is given to be recognised, with its whole length. */
export const MAX_EVIDENCE_BYTES = 16 * 1024 * 1024;

/** A file as it was read out of an artifact. */
export interface EvidenceFile {
  readonly place: EvidencePlace;
  /** The whole file, or its beginning. */
  readonly bytes: Uint8Array;
  /** Length of the whole file. */
  readonly size: number;
  /** SHA-256, in hex, over the whole file, or over `bytes` where no more was read. */
  readonly sha256: string;
}

export type EvidenceProblemKind =
  /** It ends in the middle, or is no valid file of its format. */
  | 'cut'
  /** It says something twice, and not every reader takes the same of both. */
  | 'ambiguous'
  | 'too-deep'
  /** More bytes than are read; the file is offered as it is. */
  | 'too-large'
  /** A version of its format that is not known. */
  | 'unknown-version'
  /** Its maker says that it failed while it was made. */
  | 'incomplete';

/** Why something that was recognised is not shown, or not all of it. */
export interface EvidenceProblem {
  readonly kind: EvidenceProblemKind;
  readonly words: string;
}

export interface Evidence {
  readonly kind: EvidenceKind;
  readonly place: EvidencePlace;
  /** That of its file; of a change set over what the API answered. */
  readonly sha256: string;
  /** Length of the whole file, which may be more than was read. */
  readonly bytes: number;
  /** Unset where the problem is all that is known. */
  readonly summary?: EvidenceSummary | undefined;
  readonly problem?: EvidenceProblem | undefined;
  /** What a person must know before they trust it, as a sentence. */
  readonly warning?: string | undefined;
}

export type EvidenceSummary =
  | ChangesSummary
  | TestsSummary
  | CoverageSummary
  | ScanSummary
  | SbomSummary
  | TextSummary
  | ImageSummary;

/** `forget`: it stays, and is no longer managed. */
export const RESOURCE_ACTIONS = [
  'delete',
  'replace',
  'create',
  'update',
  'import',
  'move',
  'forget',
  'read',
  'no-op',
] as const;

export type ResourceAction = (typeof RESOURCE_ACTIONS)[number];

/** One property of a resource. What is secret is masked in `before` and `after` already. */
export interface AttributeChange {
  /** `ingress[0].cidr_blocks[1]`. */
  readonly path: string;
  /** Unset where there was none. Text as it is, anything else as JSON. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  /** Its values are not shown: its maker says that they are secret, or its name sounds so. */
  readonly sensitive: boolean;
  /** `after` is only known when it has been applied. */
  readonly knownAfterApply: boolean;
  /** It is why the resource is replaced. */
  readonly replaces: boolean;
}

export interface ResourceChange {
  /** `module.net.aws_vpc.main`; a logical ID; `Deployment web` of a namespace. */
  readonly address: string;
  /** `aws_vpc`, `AWS::EC2::VPC`, `apps/v1 Deployment`. */
  readonly type: string;
  /** The stack, nested stack, or namespace that it belongs to; empty where there is none. */
  readonly scope: string;
  /** The name or ID by which its service knows it now. */
  readonly physicalId?: string | undefined;
  readonly action: ResourceAction;
  /** Its address before, where the plan moves it too. */
  readonly movedFrom?: string | undefined;
  /** The ID by which the plan imports it too. */
  readonly importedFrom?: string | undefined;
  readonly attributes: readonly AttributeChange[];
  /** Attributes that change and are not in the list. */
  readonly moreAttributes: number;
  /** Masked lines of a diff, where that is all there is. */
  readonly diff?: readonly string[] | undefined;
  /** Identities, permissions, security groups, keys or public access. */
  readonly isSecurity: boolean;
  /** Why its maker does this, in words: `cannot be updated in place`, `removed from the configuration`. */
  readonly reasons: readonly string[];
  /** A deleted or replaced resource stays, or leaves a snapshot: nothing is lost. */
  readonly isKept: boolean;
}

export type ChangeCounts = Readonly<Record<ResourceAction, number>>;

/** A plan, a change set or a diff. */
export interface ChangesSummary {
  readonly form: 'changes';
  /** `Terraform 1.9.8`, `OpenTofu`, `CloudFormation`, `cdk diff`, `kubectl diff`, `helm diff`. */
  readonly tool: string;
  /** What it is about: a stack's name, or nothing. */
  readonly subject: string;
  /** The most dangerous first. */
  readonly changes: readonly ResourceChange[];
  /** Changes that are counted and not in the list. */
  readonly more: number;
  /** Of all, also those that are not in the list. */
  readonly counts: ChangeCounts;
  /** What changed outside of the tool since it last looked. */
  readonly drift: readonly ResourceChange[];
  readonly outputs: readonly AttributeChange[];
  /** Commit it was made from, where it says so. */
  readonly commit?: string | undefined;
  /** When it was made, in ms since the epoch. */
  readonly madeAt?: number | undefined;
  /** What a person should know of it: a failed check, a change set that is outdated. */
  readonly notes: readonly string[];
}

export interface FailedTest {
  /** The same in every run: suite, class and name. */
  readonly id: string;
  readonly name: string;
  readonly message: string;
}

export interface TestsSummary {
  readonly form: 'tests';
  readonly tool: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly total: number;
  readonly durationMs: number;
  readonly failures: readonly FailedTest[];
  /** Failures that are counted and not in the list. */
  readonly more: number;
}

export interface Coverage {
  readonly covered: number;
  readonly total: number;
}

export interface CoverageSummary {
  readonly form: 'coverage';
  readonly tool: string;
  readonly lines: Coverage;
  readonly branches: Coverage;
  /** The least covered first. */
  readonly files: readonly { readonly path: string; readonly lines: Coverage }[];
  readonly more: number;
}

export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'note', 'unknown'] as const;
export type Severity = (typeof SEVERITIES)[number];
export type SeverityCounts = Readonly<Record<Severity, number>>;

export interface Finding {
  /** The same in every run, if the place moves too: a fingerprint, or rule and place. */
  readonly id: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** `src/app.ts:12`; empty where it has none. */
  readonly where: string;
}

/** Counted are findings that nobody suppressed. */
export interface ScanSummary {
  readonly form: 'scan';
  readonly tools: readonly string[];
  /** The most severe first. */
  readonly findings: readonly Finding[];
  readonly more: number;
  readonly counts: SeverityCounts;
  readonly suppressed: number;
}

export interface SbomComponent {
  /** Without its version. */
  readonly name: string;
  readonly version: string;
  readonly licences: readonly string[];
}

export interface SbomSummary {
  readonly form: 'sbom';
  /** `CycloneDX 1.6`, `SPDX 2.3`. */
  readonly format: string;
  readonly subject: string;
  readonly components: readonly SbomComponent[];
  readonly more: number;
  readonly total: number;
  /** Vulnerabilities that it lists. */
  readonly vulnerabilities: readonly Finding[];
  readonly counts: SeverityCounts;
}

export interface TextSummary {
  readonly form: 'text';
  /** Masked, without control characters, and cut where it is long. */
  readonly text: string;
  readonly isCut: boolean;
}

export interface ImageSummary {
  readonly form: 'image';
  readonly mime: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
  readonly width: number;
  readonly height: number;
}

/** Evidence that is about changes to resources. */
export interface ChangesEvidence extends Evidence {
  readonly summary: ChangesSummary;
}

export const isChanges = (e: Evidence): e is ChangesEvidence => e.summary?.form === 'changes';

/** A change is not only read. */
export const doesSomething = (action: ResourceAction): boolean =>
  action !== 'no-op' && action !== 'read';
