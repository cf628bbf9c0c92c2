import { gitConnection, gitConnections } from '@/lib/server/projects/git-connections';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

/** The connections to git hosts that a project's source can be behind; with `arn` one of them, as it is now. */
export const GET = (request: Request): Promise<Response> => {
  const arn = new URL(request.url).searchParams.get('arn');
  return respond((connection): Promise<unknown> =>
    arn === null ? gitConnections(connection) : gitConnection(connection, arn),
  );
};
