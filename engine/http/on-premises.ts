import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { AgentEntry } from '../core/deployment/journal';
import type { Ctx, Identity } from '../ports/context';
import { isRegistered, onPremisesInstances } from '../services/codedeploy/on-premises';
import { AwsError } from '../wire/errors';
import { readBody } from '../wire/request';
import type { SideRoute } from '../wire/server';

/** `/_starboard/on-premises/NAME/WHAT`; the agents of AWS have a protocol of their own, which is private. */
const PATH =
  /^\/_starboard\/on-premises\/([^/?]+)\/(commands|bundle|acknowledge|report)(?:\/(d-[A-Z0-9]+))?$/;
const MAX_BODY = 4 * 1024 * 1024;

const answer = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};

const isReport = (
  said: unknown,
): said is { journal: string; from: number; entries: AgentEntry[] } => {
  if (typeof said !== 'object' || said === null) return false;
  const { journal, from, entries } = said as Record<string, unknown>;
  return (
    typeof journal === 'string' &&
    journal.length <= 64 &&
    Number.isInteger(from) &&
    (from as number) >= 0 &&
    Array.isArray(entries) &&
    entries.every(isEntry)
  );
};

const STATUSES = ['InProgress', 'Succeeded', 'Failed'];
const ERRORS = [
  'Success',
  'ScriptMissing',
  'ScriptNotExecutable',
  'ScriptTimedOut',
  'ScriptFailed',
  'UnknownError',
];

function isEntry(entry: unknown): boolean {
  if (typeof entry !== 'object' || entry === null) return false;
  const { type, at, deploymentId, event, status, diagnostics } = entry as Record<string, unknown>;
  if (typeof at !== 'number' || typeof deploymentId !== 'string') return false;
  if (type === 'deployment-ended') return status === 'Succeeded' || status === 'Failed';
  if (type !== 'lifecycle' || typeof event !== 'string') return false;
  if (!STATUSES.includes(String(status))) return false;
  if (diagnostics === undefined || diagnostics === null) return true;
  const { errorCode, scriptName, message, logTail } = diagnostics as Record<string, unknown>;
  const texts = [scriptName, message, logTail];
  return ERRORS.includes(String(errorCode)) && texts.every((text) => typeof text === 'string');
}

/** The instance, for the one identity it was registered with; an AwsError for anybody else. */
function checkIdentity(ctx: Ctx, instanceName: string, { arn }: Identity): void {
  const found = ctx.store.get(onPremisesInstances, instanceName);
  const isOwn =
    found && isRegistered(found) && [found.iamSessionArn, found.iamUserArn].includes(arn);
  // The same for an instance that there is not: nobody learns names here.
  if (!isOwn)
    throw new AwsError(
      'AccessDeniedException',
      `${arn} is not the identity that the on-premises instance ${instanceName} is registered with`,
      { status: 403 },
    );
}

/** What the agent of an on-premises instance asks of the engine, in requests that its own IAM identity has signed. */
export function onPremisesRoute(
  ctx: Ctx,
  whoAsks: (request: IncomingMessage, body: Buffer) => Identity,
): SideRoute {
  const { codedeploy } = ctx.internal;
  const serve = async (
    asked: { readonly instanceName: string; readonly what: string; readonly deploymentId: string },
    body: Buffer,
    response: ServerResponse,
  ): Promise<void> => {
    const { instanceName, what, deploymentId } = asked;
    if (what === 'commands')
      return answer(response, 200, await codedeploy.commandsFor({ instanceName }));
    if (what === 'bundle') {
      const { content } = await codedeploy.commandBundle({ instanceName, deploymentId });
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      return pipeline(content, response);
    }
    if (what === 'acknowledge') {
      await codedeploy.acknowledge({ instanceName, deploymentId });
      return answer(response, 200, {});
    }
    const said: unknown = JSON.parse(body.toString('utf8'));
    if (!isReport(said)) return answer(response, 400, { message: 'no report of an agent' });
    answer(response, 200, await codedeploy.report({ instanceName, ...said }));
  };
  return async (request, response) => {
    const found = PATH.exec(request.url ?? '');
    if (!found) return false;
    const [, name = '', what = '', deploymentId = ''] = found;
    try {
      const body = await readBody(request, MAX_BODY);
      const instanceName = decodeURIComponent(name);
      checkIdentity(ctx, instanceName, whoAsks(request, body));
      await serve({ instanceName, what, deploymentId }, body, response);
    } catch (error) {
      if (error instanceof AwsError)
        answer(response, error.status ?? 400, { code: error.code, message: error.message });
      else if (error instanceof SyntaxError || error instanceof URIError)
        answer(response, 400, { message: 'no request of an agent' });
      else throw error;
    }
    return true;
  };
}
