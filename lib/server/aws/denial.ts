import 'server-only';

/**
 * The kinds of policy that AWS names when it refuses a call (IAM user guide, "Troubleshoot access denied error
 * messages"). The guide itself writes "sessions policy" once.
 */
const KINDS = {
  'identity-based policy': 'identity',
  'resource-based policy': 'resource',
  'permissions boundary': 'boundary',
  'service control policy': 'service-control',
  'resource control policy': 'resource-control',
  'VPC endpoint policy': 'endpoint',
  'session policy': 'session',
  'sessions policy': 'session',
  'role trust policy': 'trust',
} as const;

export type PolicyKind = (typeof KINDS)[keyof typeof KINDS];

/** What AWS says of a call that it refuses. Each member only where it says so. */
export interface Denial {
  /** The ARN of whoever was refused, or `anonymous`. */
  readonly who?: string | undefined;
  /** As IAM names it: `codepipeline:ListPipelines`. */
  readonly action?: string | undefined;
  readonly resource?: string | undefined;
  /** The kind of policy that decided. */
  readonly kind?: PolicyKind | undefined;
  /** Whether a statement denies it; otherwise none allows it. */
  readonly isExplicit: boolean;
  /** The policy that denies it: said since 2025, within one account or organization. */
  readonly policy?: string | undefined;
  /** EC2's reason, which only `sts:DecodeAuthorizationMessage` opens. */
  readonly encoded?: string | undefined;
  /** What IAM's Access Troubleshooter (a preview) knows this refusal by. */
  readonly authorizationId?: string | undefined;
}

const NONE_ALLOWS =
  /because no ([\w -]+ policy|permissions boundary) allows the \S+ action(?:: (arn:[\w+=,.@:/-]*\w))?/;
// "in a VPC endpoint policy transitively through a service control policy": the latter has decided.
const DENIES =
  /with an explicit deny(?: in (?:an?|the) (?:[\w -]+ transitively through an? )?([\w -]+ policy|permissions boundary)(?:: (arn:[\w+=,.@:/-]*\w))?)?/;
const RESOURCE =
  /on resource: "?(.+?)"?(?= because no | with an explicit deny|\.? Encoded |\.? Go to |\.?$)/;

/** What KMS says where it knows no more of a key than that its policy does not let this account in. */
const NO_KEY_POLICY =
  /because the resource does not exist in this Region, no resource-based policies allow/;

const kindOf = (name: string | undefined): PolicyKind | undefined =>
  name !== undefined && Object.hasOwn(KINDS, name) ? KINDS[name as keyof typeof KINDS] : undefined;

/** What a denied call's message says; all members are missing where it says nothing, as S3's "Access Denied". */
export function readDenial(message: string): Denial {
  const text = message.replace(/\s+/g, ' ').trim();
  const none = NONE_ALLOWS.exec(text);
  const denied = DENIES.exec(text);
  return {
    who: /User: (\S+) is not authorized/.exec(text)?.[1],
    action: /not authorized to perform: ([\w-]+:\w+)/.exec(text)?.[1],
    resource: RESOURCE.exec(text)?.[1],
    kind: NO_KEY_POLICY.test(text) ? 'resource' : kindOf(denied?.[1] ?? none?.[1]),
    isExplicit: denied !== null,
    policy: denied?.[2] ?? none?.[2],
    encoded: /Encoded authorization failure message: ([\w-]+={0,2})/.exec(text)?.[1],
    authorizationId: /authorization id: (\w+)/i.exec(text)?.[1],
  };
}
