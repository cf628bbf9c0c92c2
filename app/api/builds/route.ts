import { listBuildViews } from '@/lib/server/data/builds';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

export const GET = (): Promise<Response> => respond(listBuildViews);
