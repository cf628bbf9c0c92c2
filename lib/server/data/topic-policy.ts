import 'server-only';
import { NOTIFICATIONS_PRINCIPAL } from '../aws/arn';

interface Statement {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly Action?: unknown;
}
interface Document {
  readonly Version?: unknown;
  readonly Statement?: unknown;
}

const listed = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

function parsed(policy: string | undefined): Document {
  try {
    const value = JSON.parse(policy ?? '{}') as unknown;
    return typeof value === 'object' && value !== null ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

const statements = (document: Document): readonly Statement[] =>
  listed(document.Statement).filter((s): s is Statement => typeof s === 'object' && s !== null);
const names = (s: Statement): boolean =>
  listed((s.Principal as { Service?: unknown } | undefined)?.Service).includes(
    NOTIFICATIONS_PRINCIPAL,
  ) && listed(s.Action).some((a) => typeof a === 'string' && /^(\*|sns:(\*|publish))$/i.test(a));

/** Whether a topic's access policy lets notification rules publish (Developer Tools console guide, "Configure Amazon SNS topics for notifications"). */
export function letsRulesPublish(policy: string | undefined): boolean {
  const about = statements(parsed(policy)).filter(names);
  return about.some((s) => s.Effect === 'Allow') && !about.some((s) => s.Effect === 'Deny');
}

/** The policy with a statement more for notification rules of this account; all that was in it stays. */
export function openedPolicy(
  policy: string | undefined,
  topicArn: string,
  account: string,
): string {
  const document = parsed(policy);
  const statement = {
    Sid: 'StarboardNotificationRules',
    Effect: 'Allow',
    Principal: { Service: NOTIFICATIONS_PRINCIPAL },
    Action: 'SNS:Publish',
    Resource: topicArn,
    Condition: { StringEquals: { 'aws:SourceAccount': account } },
  };
  return JSON.stringify({
    Version: '2012-10-17',
    ...document,
    Statement: [
      ...listed(document.Statement).filter((s) => (s as { Sid?: unknown }).Sid !== statement.Sid),
      statement,
    ],
  });
}
