'use client';
import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog as Base } from '@base-ui/react/dialog';
import { usePathname, useRouter } from 'next/navigation';
import { useEffect, useEffectEvent } from 'react';
import { openChange } from '@/lib/client/change-address';
import { openShell } from '@/lib/client/shell-events';
import { chooseTheme } from '@/lib/client/theme';
import type { Act, PaletteItem, ShellCommand } from '@/components/palette/item';
import { pieces, type Found } from '@/components/palette/match';
import type { PaletteSection } from '@/components/palette/sections';
import { Icon, type IconName } from '@/components/ui/icon';
import { Kbd, KeySequence } from '@/components/ui/kbd';
import { usePaletteItems } from './palette-items';

const ICONS: Readonly<Record<string, IconName>> = {
  approve: 'inbox',
  reject: 'inbox',
  rollback: 'undo',
  release: 'play',
  retry: 'retry',
  open: 'out',
  settings: 'settings',
  project: 'grid',
  pipeline: 'flow',
  build: 'terminal',
  deployment: 'server',
  repository: 'branch',
  commit: 'commit',
  author: 'user',
  place: 'right',
  light: 'sun',
  dark: 'moon',
  system: 'auto',
  keys: 'keyboard',
};

const COMMANDS: Readonly<Record<ShellCommand, () => void>> = {
  light: () => chooseTheme('light'),
  dark: () => chooseTheme('dark'),
  system: () => chooseTheme(undefined),
  keys: () => openShell('keys'),
};

/** A page of AWS's console. */
const isOutside = (href: string): boolean => /^https?:/.test(href);

function run(act: Act, go: (href: string) => void): void {
  if ('change' in act) openChange(act.change);
  else if ('command' in act) COMMANDS[act.command]();
  else if (act.newTab || isOutside(act.href))
    window.open(act.href, '_blank', 'noopener,noreferrer');
  else go(act.href);
}

/** What the list is given: Base UI knows groups by these names. */
interface Group {
  readonly value: string;
  readonly items: readonly Found<PaletteItem>[];
}
const groupOf = ({ name, items }: PaletteSection): Group => ({ value: name, items });

function Label({ found: { item, marks } }: { found: Found<PaletteItem> }) {
  return (
    <span className="truncate">
      {pieces(item.label, marks).map((p, i) =>
        p.isMarked ? <mark key={i}>{p.text}</mark> : <span key={i}>{p.text}</span>,
      )}
    </span>
  );
}

function Line({
  found,
  onChoose,
}: {
  found: Found<PaletteItem>;
  onChoose: (item: PaletteItem) => void;
}) {
  const { item } = found;
  const detail = item.disabledReason ?? item.detail;
  return (
    <Autocomplete.Item
      value={found}
      className="palette-item"
      disabled={item.disabledReason !== undefined}
      onClick={() => onChoose(item)}
    >
      <Icon name={ICONS[item.kind] ?? 'right'} small />
      <Label found={found} />
      {detail && <span className="palette-detail">{detail}</span>}
      {item.keys && <KeySequence keys={item.keys} />}
    </Autocomplete.Item>
  );
}

/** Finds any page, commit and author, and runs actions; never one that needs no confirmation. */
export function Palette({
  open,
  onClose,
  text,
  onText,
  onThere,
}: {
  open: boolean;
  onClose: () => void;
  /** What is typed; it may begin before this code is there. */
  text: string;
  onText: (text: string) => void;
  /** From now on the field takes what is typed. */
  onThere: () => void;
}) {
  const there = useEffectEvent(onThere);
  useEffect(() => there(), []);
  const router = useRouter();
  const { sections, unread, error, isReading } = usePaletteItems(open, text, usePathname());
  const count = sections.reduce((n, s) => n + s.items.length, 0);
  const close = (): void => {
    onText('');
    onClose();
  };
  const choose = (item: PaletteItem): void => {
    close();
    run(item.act, (href) => router.push(href));
  };
  return (
    <Base.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) close();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Popup className="dialog palette" aria-label="Search or jump to">
          <Autocomplete.Root
            inline
            open
            items={sections.map(groupOf)}
            filter={null}
            mode="none"
            autoHighlight="always"
            value={text}
            onValueChange={(value) => onText(value)}
            itemToStringValue={(f: Found<PaletteItem>) => f.item.label}
          >
            <div className="palette-head">
              <Icon name="search" />
              <Autocomplete.Input
                className="palette-input"
                placeholder="Approve shop, a project, a commit, an author…"
                aria-label="Search or jump to"
                autoFocus
              />
              <Kbd>Esc</Kbd>
            </div>
            <p className="sr-only" role="status">
              {text && (count === 1 ? '1 result' : `${count} results`)}
            </p>
            <Autocomplete.Empty>
              <p className="p-4 text-muted">
                {isReading ? 'Reading…' : `No results for “${text}”.`}
              </p>
            </Autocomplete.Empty>
            {error && (
              <p className="text-xs text-fail px-4 py-1">
                Only actions and pages are listed: {error.message}
              </p>
            )}
            {unread.map((why) => (
              <p key={why} className="text-xs text-faint px-4 py-1">
                Some results are missing: {why}
              </p>
            ))}
            <Autocomplete.List className="palette-list">
              {(group: Group) => (
                <Autocomplete.Group key={group.value} items={[...group.items]}>
                  <Autocomplete.GroupLabel className="palette-section">
                    {group.value}
                  </Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(found: Found<PaletteItem>) => (
                      <Line key={found.item.key} found={found} onChoose={choose} />
                    )}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
