import { starters } from '@/lib/server/templates/views';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

/** The templates of the first page, for a board that became empty while it was open. */
export const GET = (): Promise<Response> => respond(starters);
