import { servicePrincipal } from '../partition';

interface Statement {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly Action?: unknown;
}

const listed = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
const PUBLISH = new Set(['*', 'sns:*', 'sns:publish']);

function concerns(s: Statement): boolean {
  const principals =
    s.Principal === '*'
      ? ['*']
      : listed((s.Principal as { Service?: unknown } | undefined)?.Service);
  return (
    principals.some((p) => p === '*' || p === servicePrincipal('codestar-notifications')) &&
    listed(s.Action).some((a) => typeof a === 'string' && PUBLISH.has(a.toLowerCase()))
  );
}

/**
 * Whether a topic's policy lets notification rules publish: without a statement for the service nothing arrives
 * (Developer Tools console guide, "Configure Amazon SNS topics for notifications"). Conditions are not weighed.
 */
export function letsNotificationsPublish(policy: string | undefined): boolean {
  let parsed: { Statement?: unknown };
  try {
    parsed = JSON.parse(policy ?? '{}') as { Statement?: unknown };
  } catch {
    return false;
  }
  const about = (listed(parsed?.Statement) as Statement[]).filter(
    (s) => typeof s === 'object' && s !== null && concerns(s),
  );
  return about.some((s) => s.Effect === 'Allow') && !about.some((s) => s.Effect === 'Deny');
}
