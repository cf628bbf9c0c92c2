const KINDS: Readonly<Record<string, string>> = {
  m: 'mask',
  mask: 'mask',
  o: 'other',
  other: 'other',
  g: 'group',
  group: 'group',
  u: 'user',
  user: 'user',
};
const DEFAULT = ['d', 'default'];

const problem = (entry: string): string =>
  `of a problem with the acls permission settings in the application specification file. Invalid acl entry (${entry}).`;

/** Kind, name and whether it is a default, of `[d:][kind:]name:bits`; undefined where that cannot be told. */
function subject(
  parts: readonly string[],
): { readonly kind: string; readonly name: string; readonly isDefault: boolean } | undefined {
  const [name = '', ...before] = [...parts].reverse();
  let isDefault = false;
  let kind: string | undefined;
  for (const [place, part] of before.entries()) {
    // `default` comes once, and before all else.
    if (DEFAULT.includes(part) && !isDefault) isDefault = true;
    else if (place === 0 && Object.hasOwn(KINDS, part)) kind = KINDS[part];
    else return undefined;
  }
  const named = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (kind === undefined && (named === 'mask' || named === 'other'))
    return { kind: named, name: '', isDefault };
  return { kind: kind ?? 'user', name, isDefault };
}

/** What AWS's agent says against an entry of a permission's `acls`; undefined where it has nothing (ace_info.rb). */
export function aclMistake(entry: string): string | undefined {
  const parts = entry.split(':');
  const bits = parts.pop() ?? '';
  if (parts.length < 1 || parts.length > 3) return problem(entry);
  const found = subject(parts);
  if (!found) return problem(entry);
  const { kind, name, isDefault } = found;
  if ((kind === 'mask' || kind === 'other') && name !== '') return problem(entry);
  if (!isDefault && kind !== 'mask' && name === '')
    return (
      'of a problem with the acls permission settings in the application specification file. ' +
      `Use mode to set the base acl entry (${entry}). ` +
      'Update the permissions section of the AppSpec file, and then try again.'
    );
  const wrong = /^[0-7]$/.test(bits) ? undefined : /[^-rwx]/.exec(bits)?.[0];
  if (wrong === undefined) return undefined;
  return (
    `the access control list (ACL) named ${entry} in the application specification file ` +
    `contains an invalid character (${wrong}). ` +
    'Correct the ACL in the hooks section of the AppSpec file, and then try again.'
  );
}
