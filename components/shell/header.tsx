import Link from 'next/link';
import { Icon } from '@/components/ui/icon';
import { routes } from '@/lib/routes';
import { Navigation } from './navigation';
import { ThemeSwitch } from './theme-switch';

export function Header() {
  return (
    <header className="top">
      <Link className="brand" href={routes.board} aria-label="Starboard, the board">
        <svg viewBox="0 0 20 20" aria-hidden="true"><path d="M10 1C5.6 4.6 3.6 8.9 5.6 19H10Z" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" /><path d="M10 .6c4.9 3.8 7 8.3 4.8 19H10Z" fill="currentColor" /></svg>
        <span>Starboard</span>
      </Link>
      <Navigation as="nav" />
      <span className="flex-1" />
      <span className="origin" title="Data comes from the engine on this machine, not from AWS"><Icon name="chip" small />local engine</span>
      <ThemeSwitch />
    </header>
  );
}
