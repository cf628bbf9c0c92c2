import ipaddr from 'ipaddr.js';
import { compileSegment } from '../glob-segment';

interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, string | readonly string[]>>>
  >;
}

/** Somebody who brings no credentials. `address` is theirs; `secure` = over TLS. */
export interface Visitor {
  readonly address: string;
  readonly secure: boolean;
}

const list = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

/** IAM's wildcards: `*` for any text, `?` for one character. */
function matches(pattern: string, text: string, anyCase = false): boolean {
  const wanted = pattern.replace(/[[\\]/g, '\\$&');
  return anyCase
    ? compileSegment(wanted.toLowerCase())(text.toLowerCase())
    : compileSegment(wanted)(text);
}

const everybody = (principal: unknown): boolean =>
  principal === '*' ||
  (typeof principal === 'object' &&
    principal !== null &&
    list((principal as { AWS?: string | string[] }).AWS).includes('*'));

function inRange(address: string, cidr: string): boolean {
  const range = cidr.includes('/') ? cidr : `${cidr}/${cidr.includes(':') ? 128 : 32}`;
  if (!ipaddr.isValid(address) || !ipaddr.isValidCIDR(range)) return false;
  const plain = ipaddr.process(address);
  const [net, bits] = ipaddr.parseCIDR(range);
  return plain.kind() === net.kind() && plain.match(net, bits);
}

/** Whether all conditions hold; undefined where one is not understood, which is then taken for the stricter answer. */
function holds(s: Statement, visitor: Visitor): boolean | undefined {
  for (const [operator, tests] of Object.entries(s.Condition ?? {})) {
    for (const [key, wanted] of Object.entries(tests)) {
      const values = list(wanted);
      const name = `${operator} ${key.toLowerCase()}`;
      const within = values.some((v) => inRange(visitor.address, v));
      if (name === 'IpAddress aws:sourceip') {
        if (!within) return false;
      } else if (name === 'NotIpAddress aws:sourceip') {
        if (within) return false;
      } else if (name === 'Bool aws:securetransport') {
        if (!values.map(String).includes(String(visitor.secure))) return false;
      } else return undefined;
    }
  }
  return true;
}

function statements(policy: string | undefined): readonly Statement[] {
  if (policy === undefined) return [];
  const found = (JSON.parse(policy) as { Statement?: Statement | readonly Statement[] }).Statement;
  return found === undefined
    ? []
    : Array.isArray(found)
      ? (found as readonly Statement[])
      : [found as Statement];
}

/** Whether a bucket policy lets a visitor without credentials do this. A refusal wins over a permission (IAM, policy evaluation logic). */
export function allowsVisitor(
  policy: string | undefined,
  action: string,
  resource: string,
  visitor: Visitor,
): boolean {
  const about = statements(policy).filter(
    (s) =>
      everybody(s.Principal) &&
      list(s.Action).some((a) => matches(a, action, true)) &&
      list(s.Resource).some((r) => matches(r, resource)),
  );
  if (about.some((s) => s.Effect === 'Deny' && holds(s, visitor) !== false)) return false;
  return about.some((s) => s.Effect === 'Allow' && holds(s, visitor) === true);
}

/** Public in the sense of S3's Block Public Access: something is allowed to everybody, bound to no address narrower than /8. */
export function isPublicPolicy(policy: string): boolean {
  return statements(policy).some((s) => {
    const from = list(s.Condition?.['IpAddress']?.['aws:SourceIp']);
    const bound = from.length > 0 && from.every((cidr) => Number(cidr.split('/')[1] ?? 32) >= 8);
    return s.Effect === 'Allow' && everybody(s.Principal) && !bound;
  });
}
