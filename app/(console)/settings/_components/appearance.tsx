'use client';
import { chooseTheme, useTheme } from '@/lib/client/theme';
import { chooseZone, useZone } from '@/lib/client/zone';
import { Segmented } from '@/components/ui/segmented';
import { SettingRow, SettingsSection } from './section';

type Choice = 'system' | 'light' | 'dark';
const THEMES = { system: undefined, light: 'light', dark: 'dark' } as const;
const OPTIONS: readonly (readonly [Choice, string])[] = [
  ['system', 'System'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

/** How pages look in this browser. */
export function Appearance() {
  const theme = useTheme();
  const { zone } = useZone();
  return (
    <SettingsSection id="appearance" title="Appearance">
      <SettingRow title="Theme">
        <Segmented
          label="Theme"
          value={OPTIONS.find(([key]) => key === theme)?.[0] ?? 'system'}
          onChange={(v) => chooseTheme(THEMES[v])}
          options={OPTIONS}
        />
      </SettingRow>
      <SettingRow title="Times">
        <Segmented
          label="Times"
          value={zone}
          onChange={chooseZone}
          options={[
            ['local', 'Local time'],
            ['UTC', 'UTC'],
          ]}
        />
      </SettingRow>
    </SettingsSection>
  );
}
