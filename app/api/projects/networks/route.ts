import { networks } from '@/lib/server/projects/networks';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

/** The networks and subnets that a project's instances can be put into. */
export const GET = (): Promise<Response> => respond(networks);
