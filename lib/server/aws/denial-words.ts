import 'server-only';
import type { Help } from '@/lib/domain/result';
import type { Denial, PolicyKind } from './denial';
import { ownPolicyWith } from './own-policies';

interface Said {
  readonly message: string;
  readonly help: Help;
}

/** A denial whose action is known. */
type Named = Denial & { readonly action: string };

/** `viewer/mara` for a role's session, `mara` for a user; nothing for the account's root or nobody. */
const personOf = (arn: string | undefined): string | undefined =>
  arn?.split('/').slice(1).join('/') || undefined;

const accountOf = (arn: string | undefined): string | undefined => arn?.split(':')[4] || undefined;

/** How a sentence names a kind of policy that denies, and one that does not allow. */
const DENIES: Readonly<Record<PolicyKind, readonly [string, string]>> = {
  identity: ['an identity-based policy denies it', 'no identity-based policy allows it'],
  resource: ["the resource's own policy denies it", "the resource's own policy does not allow it"],
  boundary: ['the permissions boundary denies it', 'the permissions boundary does not allow it'],
  'service-control': [
    'a service control policy denies it',
    'no service control policy of the organization allows it',
  ],
  'resource-control': [
    'a resource control policy denies it',
    'no resource control policy allows it',
  ],
  endpoint: ['the VPC endpoint policy denies it', 'the VPC endpoint policy does not allow it'],
  session: ["the session's policy denies it", "the session's policy does not allow it"],
  trust: ["the role's trust policy denies it", "the role's trust policy does not allow it"],
};

/** Whether one more permission of whoever was refused may mend it. */
const isGrant = ({ kind, isExplicit }: Denial): boolean =>
  !isExplicit && (kind === undefined || kind === 'identity');

function sentence(d: Named): string {
  const who = personOf(d.who);
  if (isGrant(d)) return `${who ? `${who} lacks` : 'The permission is missing:'} ${d.action}.`;
  const [denies, allowsNot] = d.kind ? DENIES[d.kind] : ['a policy denies it', ''];
  return `${who ?? 'Whoever calls'} may not use ${d.action}: ${d.isExplicit ? denies : allowsNot}.`;
}

const named = (policy: string | undefined): string => (policy === undefined ? '' : ` (${policy})`);

/** Where the permission is to be added, and which of our policies holds it. */
function grant(d: Named): string {
  const own = ownPolicyWith(d.action);
  const where = `Allow ${d.action}${d.resource ? ` on ${d.resource}` : ''} in a policy of ${personOf(d.who) ?? 'whoever calls'}`;
  if (/^kms:/i.test(d.action))
    return `${where}, and in the key's own policy.${own === undefined ? '' : ` ${own} has it, through the services whose data the key encrypts.`}`;
  return own === undefined
    ? `${where}. No policy of deploy/policies has it.`
    : `${where}. ${own} has it.`;
}

function ownersStep(d: Named): string {
  const foreign = accountOf(d.resource);
  const isElsewhere = foreign !== undefined && foreign !== accountOf(d.who);
  const ask = `Ask whoever owns ${d.resource ?? 'the resource'} to ${d.isExplicit ? 'take the deny out of' : `allow ${d.action} in`} its policy.`;
  return isElsewhere && !d.isExplicit
    ? `${ask} It is in account ${foreign}: a policy of ${personOf(d.who) ?? 'whoever calls'} has to allow it too.`
    : ask;
}

/** Who can mend it: a policy of another kind outweighs all that one's own allow. */
const STEPS: Readonly<Record<PolicyKind, (d: Named) => string>> = {
  identity: (d) =>
    `A deny outweighs every allow. Ask whoever manages the policies of ${personOf(d.who) ?? 'whoever calls'} to take it out${named(d.policy)}.`,
  resource: ownersStep,
  boundary: (d) =>
    `More permissions do not help. Ask whoever set the boundary${named(d.policy)} to ${d.isExplicit ? 'take the deny out' : `allow ${d.action} there`}.`,
  'service-control': (d) =>
    `No policy in this account can change that. Ask whoever manages the organization's service control policies${named(d.policy)}.`,
  'resource-control': (d) =>
    `No policy in this account can change that. Ask whoever manages the resource control policies of the organization that owns ${d.resource ?? 'the resource'}${named(d.policy)}.`,
  endpoint: () =>
    'Ask whoever manages the VPC endpoint that this network reaches AWS by, or use another way to AWS.',
  session: (d) =>
    `The session was made with a policy that limits it${named(d.policy)}. Sign in with a role or permission set that allows ${d.action}, or ask whoever hands out the session.`,
  trust: (d) =>
    `Ask whoever owns ${d.resource ?? 'the role'} to change who its trust policy lets assume it.`,
};

function step(d: Named): string {
  if (isGrant(d)) return grant(d);
  return d.kind
    ? STEPS[d.kind](d)
    : `A deny outweighs every allow. AWS does not say which policy it is in: look through those of ${personOf(d.who) ?? 'whoever calls'} and of ${d.resource ?? 'the resource'}.`;
}

/** The line that opens what AWS keeps to itself. */
function commandOf(d: Denial): string | undefined {
  if (d.encoded !== undefined)
    return `aws sts decode-authorization-message --query DecodedMessage --output text --encoded-message ${d.encoded}`;
  if (d.authorizationId !== undefined)
    return `aws iam-toolbox get-request-authorization-details --authorization-id ${d.authorizationId}`;
  return undefined;
}

const opens = (d: Denial): string =>
  d.encoded === undefined
    ? 'The command shows which statement decided.'
    : 'The command shows which statement decided; it needs sts:DecodeAuthorizationMessage.';

/** Where AWS says no more than that it refuses. */
function unexplained(action: string): string {
  const own = ownPolicyWith(action);
  const has = own === undefined ? '' : ` ${own} has it.`;
  return action.startsWith('s3:')
    ? `S3 does not say which policy refuses it: one of whoever calls, the bucket's, or that of the key which encrypts the object (kms:Decrypt).${has}`
    : `AWS does not say which policy refuses it.${has}`;
}

/**
 * A denied call as a sentence and the next step. `call` is the action of the call that was made, for services that name
 * none; `text` is what AWS says.
 */
export function denialWords(d: Denial, text: string, call: string | undefined): Said {
  const command = commandOf(d);
  const { action } = d;
  if (action !== undefined) {
    const known = { ...d, action };
    const nextStep = [step(known), ...(command === undefined ? [] : [opens(d)])].join(' ');
    return {
      message: sentence(known),
      help: { command, nextStep, ...(isGrant(d) ? { action } : {}) },
    };
  }
  if (command !== undefined)
    return {
      message: `AWS refuses ${call ?? 'this call'}, and says why only in a coded message.`,
      help: { command, nextStep: opens(d) },
    };
  if (call === undefined) return { message: text, help: {} };
  return {
    message: `The permission is missing: ${call}.`,
    help: { action: call, nextStep: unexplained(call) },
  };
}
