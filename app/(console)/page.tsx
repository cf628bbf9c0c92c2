import { Board } from '@/components/board/board';
import { getBoard } from '@/lib/server/data/board';
import { firstPaint } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

export default async function BoardPage() {
  return <Board initial={await firstPaint(getBoard)} />;
}
