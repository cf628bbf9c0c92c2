import 'server-only';
import type { ObservedAnswer, ObservedCall } from '../aws/observe';
import { eachMember, jsonType, type SeenMember } from './forms';
import known from './known-forms.json';

/**
 * What of an answer is not known here: a member that the SDK lacks, a value of another type, a value that an enumeration
 * lacks, a provider or a member that no recorded answer has.
 */
export type Strangeness = 'member' | 'type' | 'value' | 'provider' | 'unrecorded';

/** A form that is not known, without anything of the account's own: AWS's names of members, and values of enumerations. */
export interface Strange {
  readonly what: Strangeness;
  readonly call: string;
  readonly path: string;
  readonly type: string;
  readonly value?: string | undefined;
}

/** Names that AWS gives: of a member, of a value. Anything else may be somebody's own, and is not told. */
const WORD = /^[A-Za-z][A-Za-z0-9_]{0,47}$/;
const LONG_NUMBER = /\d{8}/;
export const told = (text: string): string =>
  WORD.test(text) && !LONG_NUMBER.test(text) ? text : '(not shown)';

const values: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = known.values;
const recorded = new Map(
  Object.entries(known.recorded as Readonly<Record<string, readonly string[]>>).map(
    ([call, paths]) => [call, new Set(paths)] as const,
  ),
);
const providers: Readonly<Record<string, readonly string[]>> = known.providers;

const isUnknownValue = (service: string, { struct, member, value }: SeenMember): boolean => {
  const among = values[service]?.[`${struct}.${member}`];
  return among !== undefined && typeof value === 'string' && !among.includes(value);
};

/** The provider of an action or rule that AWS or a partner of its offers: those of the account's own have its names. */
function unknownProvider({ struct, value }: SeenMember): string | undefined {
  if (struct === 'ActionTypeId' || typeof value !== 'object' || value === null) return undefined;
  const { owner = 'AWS', category = '', provider } = value as Readonly<Record<string, unknown>>;
  if (typeof provider !== 'string' || (owner !== 'AWS' && owner !== 'ThirdParty')) return undefined;
  const isKnown = providers[`${owner} ${String(category)}`]?.includes(provider);
  return isKnown ? undefined : provider;
}

/** Without the last name of a path, which may be anybody's where the SDK does not know it. */
const toldPath = (path: string): string =>
  path
    .split('.')
    .map((part) => part.replace(/^[^[{]*/, told))
    .join('.');

/** What of an answer has a form that neither the SDK nor a recorded answer has. */
export function strangeIn(call: ObservedCall, { schema, json, output }: ObservedAnswer): Strange[] {
  const name = `${call.service}:${call.operation}`;
  const found = new Map<string, Strange>();
  const note = (what: Strangeness, seen: SeenMember, path: string, value?: string): void => {
    const strange = { what, call: name, path: toldPath(path), type: jsonType(seen.value), value };
    found.set(`${what} ${strange.path} ${value ?? ''}`, strange);
  };
  eachMember(schema, json ?? output, (seen) => {
    const { path } = seen;
    if (seen.problem === 'unknown') note('member', seen, path);
    else if (seen.problem === 'type') note('type', seen, path);
    else if (isUnknownValue(call.service, seen))
      note('value', seen, path, told(seen.value as string));
    else if (seen.member === 'actionTypeId' || seen.member === 'ruleTypeId') {
      const provider = unknownProvider(seen);
      if (provider !== undefined) note('provider', seen, `${path}.provider`, told(provider));
    } else if (recorded.get(name)?.has(path) === false && !/^nextToken$/i.test(path))
      note('unrecorded', seen, path);
  });
  return [...found.values()];
}
