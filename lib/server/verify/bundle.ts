import 'server-only';
import type { Report } from './report';
import { told } from './strange';

/** The kind of a resource, by its ARN: the service, and what comes before its name. */
const kindOfResource = (arn: string | undefined): string | undefined => {
  const [, , service, , , rest = ''] = (arn ?? '').split(':');
  if (!service) return undefined;
  const kind = /^([a-z-]+)[/:]/.exec(rest)?.[1];
  return kind === undefined ? service : `${service} ${kind}`;
};

const action = (name: string | undefined): string | undefined =>
  name !== undefined && /^[\w-]{1,40}:\w{1,60}$/.test(name) ? name : undefined;

/**
 * A report for others: which pages work, what they lack, what they cost, and which forms AWS's answers have that are not
 * known. Nothing in it is the account's own: no name, id, ARN, account number, message or address.
 */
export function bundleOf(report: Report, version: string, backend: string): object {
  return {
    starboard: version,
    backend,
    pipelines: { read: report.sample.names.length, of: report.sample.total },
    pages: report.pages.map(({ page, state, readings, calls, problems }) => ({
      page,
      state,
      readings,
      calls,
      problems: problems.map((p) => ({
        kind: p.kind,
        call: action(p.call),
        action: action(p.action),
        resource: kindOfResource(p.resource),
        deniedBy: p.deniedBy,
        policy: p.policy,
      })),
    })),
    refused: report.refused.map(({ call, error }) => ({ call: action(call), error: told(error) })),
    forms: report.strange,
  };
}
