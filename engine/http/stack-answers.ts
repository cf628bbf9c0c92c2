import type { Ctx } from '../ports/context';
import {
  ANSWER_PATH,
  keepAnswer,
  type CustomAnswer,
} from '../services/cloudformation/resources/custom';
import { readBody } from '../wire/request';
import type { SideRoute } from '../wire/server';

/** [doc] The largest answer of a custom resource. */
const MAX_BODY = 4096;

function answerOf(body: Buffer): CustomAnswer | undefined {
  try {
    const answer = JSON.parse(body.toString('utf8')) as CustomAnswer | null;
    return answer?.Status === 'SUCCESS' || answer?.Status === 'FAILED' ? answer : undefined;
  } catch {
    return undefined;
  }
}

/** Where the function of a custom resource puts its answer: the token in the address is its right to. */
export function stackAnswersRoute(ctx: Ctx): SideRoute {
  return async (request, response) => {
    const path = request.url ?? '';
    if (request.method !== 'PUT' || !path.startsWith(ANSWER_PATH)) return false;
    const answer = answerOf(await readBody(request, MAX_BODY));
    const kept = answer !== undefined && keepAnswer(ctx, path.slice(ANSWER_PATH.length), answer);
    response.writeHead(kept ? 200 : 403);
    response.end();
    return true;
  };
}
