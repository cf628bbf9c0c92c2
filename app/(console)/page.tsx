import { Board } from './_components/board';
import { firstPaint } from '@/lib/server/first-paint';

export const dynamic = 'force-dynamic';

export default async function BoardPage() {
  return <Board initial={await firstPaint('board')} />;
}
