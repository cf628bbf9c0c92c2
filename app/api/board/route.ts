import { getBoard } from '@/lib/server/data/board';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

export const GET = (): Promise<Response> => respond(getBoard);
