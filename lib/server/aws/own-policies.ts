import 'server-only';
import create from '../../../deploy/policies/create.json';
import live from '../../../deploy/policies/live.json';
import operate from '../../../deploy/policies/operate.json';
import servers from '../../../deploy/policies/servers.json';
import view from '../../../deploy/policies/view.json';

/** The smallest first: `operate` holds what `view` holds, `create` is attached beside it, and `servers` beside both. */
const POLICIES = { view, live, operate, create, servers } as const;

/** The policy of deploy/policies that allows an action, with the least beside it; undefined where none does. */
export const ownPolicyWith = (action: string): string | undefined => {
  // IAM does not tell upper from lower case in the name of a service: SNS says `SNS:Publish`.
  const [service = '', operation = ''] = action.split(':');
  const name = `${service.toLowerCase()}:${operation}`;
  const found = Object.entries(POLICIES).find(([, { Statement }]) =>
    Statement.some((s) => s.Action.includes(name)),
  );
  return found && `deploy/policies/${found[0]}.json`;
};
