import { formFromQuery } from '@/lib/server/projects/form';
import { viewPlan } from '@/lib/server/projects/plan-view';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

/** What the wizard would make: resources and files. */
export const GET = (request: Request): Promise<Response> =>
  respond(() => viewPlan(formFromQuery(new URL(request.url).searchParams)));
