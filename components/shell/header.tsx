import Link from 'next/link';
import type { Origin } from '@/lib/domain/account/origin';
import { routes } from '@/lib/routes';
import { CONNECTION_SLOT } from '@/components/ui/connection-slot';
import { Navigation } from './navigation';
import { OriginChip } from './origin';
import { PaletteButton } from './palette-button';
import { ThemeSwitch } from './theme-switch';
import { UserMenu } from './user-menu';

export function Header({ origin, session }: { origin: Origin | undefined; session: boolean }) {
  return (
    <header className="top">
      <Link className="brand" href={routes.board} aria-label="Starboard, the board">
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path
            d="M10 1C5.6 4.6 3.6 8.9 5.6 19H10Z"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
            strokeLinejoin="round"
          />
          <path d="M10 .6c4.9 3.8 7 8.3 4.8 19H10Z" fill="currentColor" />
        </svg>
        <span>Starboard</span>
      </Link>
      <Navigation />
      <span className="flex-1" />
      <span id={CONNECTION_SLOT} className="connection-slot" />
      <PaletteButton />
      <OriginChip initial={origin} />
      <ThemeSwitch />
      <UserMenu initial={origin} session={session} />
    </header>
  );
}
