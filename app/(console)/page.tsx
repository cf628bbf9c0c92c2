import { Board } from './_components/board';
import type { Board as BoardData } from '@/lib/domain/views';
import type { TemplateView } from '@/lib/domain/projects/project';
import { dashboardConnection } from '@/lib/server/env';
import { firstPaint } from '@/lib/server/first-paint';
import { starters } from '@/lib/server/templates/views';

export const dynamic = 'force-dynamic';

/** The templates that an empty board begins with; the page asks again for what cannot be had now. */
async function startersFor(
  board: BoardData | undefined,
): Promise<readonly TemplateView[] | undefined> {
  if (!board || board.rows.length || board.coming?.length) return undefined;
  return starters(dashboardConnection()).catch(() => undefined);
}

export default async function BoardPage() {
  const board = await firstPaint('board');
  return <Board initial={board} starters={await startersFor(board)} />;
}
