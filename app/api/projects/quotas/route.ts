import { formFromQuery } from '@/lib/server/projects/form';
import { viewQuotas } from '@/lib/server/projects/quotas';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

/** What a project would need of the account's quotas, and what is left of them. */
export const GET = (request: Request): Promise<Response> =>
  respond((connection) => viewQuotas(connection, formFromQuery(new URL(request.url).searchParams)));
