import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { ReleasePicture } from '../ports/internal-calls';
import type { ClientContext } from '../runtime/context';
import { AwsError } from '../wire/errors';
import type { SideRoute } from '../wire/server';

/** `/_starboard/pictures/DEPLOYMENT`, and `…/facts` for what is known of it. */
const PATH = /^\/_starboard\/pictures\/(d-[A-Z0-9]+)(\/facts)?$/;

const answer = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};

const isThere = ({ takenAt, problem }: ReleasePicture): boolean =>
  takenAt !== undefined && problem === undefined;

/**
 * What an application showed after a deployment had succeeded, in requests that are signed as
 * CodeDeploy's are: whoever may read the deployment may see it.
 */
export function picturesRoute(as: (request: IncomingMessage) => ClientContext): SideRoute {
  return async (request, response) => {
    const found = PATH.exec(request.url ?? '');
    if (!found || request.method !== 'GET') return false;
    const [, deploymentId = '', facts] = found;
    try {
      const client = as(request);
      await client.clientCall.codedeploy.getDeployment({ deploymentId });
      const picture = await client.internal.ec2.findPicture({ release: deploymentId });
      if (picture?.askedAt === undefined)
        answer(response, 404, { message: 'no picture was asked for' });
      else if (facts) {
        const { askedAt, takenAt, problem } = picture;
        answer(response, 200, { askedAt, takenAt, problem });
      } else if (isThere(picture)) {
        response.writeHead(200, { 'content-type': 'image/webp' });
        await pipeline(client.machines.read(picture.path), response);
      } else answer(response, 404, { message: picture.problem ?? 'not taken yet' });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      answer(response, error.status ?? 400, { code: error.code, message: error.message });
    }
    return true;
  };
}
