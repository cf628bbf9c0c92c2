import { saveBuildProject } from '@/lib/server/build-projects/save';
import { changing } from '@/lib/server/changing';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

/** Saves the settings of a build project. */
export const POST = (request: Request): Promise<Response> =>
  changing(request, (body) => respond((connection) => saveBuildProject(connection, body)));
