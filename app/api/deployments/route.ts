import { listDeploymentRows } from '@/lib/server/data/deployments';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

export const GET = (): Promise<Response> => respond(listDeploymentRows);
