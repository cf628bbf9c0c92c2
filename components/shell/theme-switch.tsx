'use client';
import { chooseTheme, useTheme } from '@/lib/client/theme';
import { Icon } from '@/components/ui/icon';

const CHOICES = [
  ['auto', 'Follow the system'],
  ['sun', 'Light'],
  ['moon', 'Dark'],
] as const;
const THEMES = { auto: undefined, sun: 'light', moon: 'dark' } as const;

export function ThemeSwitch() {
  const theme = useTheme();
  return (
    <div className="themes" role="group" aria-label="Theme">
      {CHOICES.map(([name, label]) => (
        <button
          key={name}
          type="button"
          title={label}
          aria-label={label}
          aria-pressed={theme === THEMES[name]}
          onClick={() => chooseTheme(THEMES[name])}
        >
          <Icon name={name} small />
        </button>
      ))}
    </div>
  );
}
