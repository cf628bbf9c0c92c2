'use client';
import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog as Base } from '@base-ui/react/dialog';
import { useQuery } from '@tanstack/react-query';
import { usePathname, useRouter } from 'next/navigation';
import { useState } from 'react';
import { topicQuery } from '@/lib/client/queries/topic';
import { findEntries, type SearchEntry } from '@/lib/domain/search';
import { routes } from '@/lib/routes';
import { Icon, type IconName } from '@/components/ui/icon';
import { Kbd } from '@/components/ui/kbd';
import { commandsFor, type Command } from './commands';

const ICONS: Readonly<Record<SearchEntry['kind'], IconName>> = {
  project: 'grid',
  pipeline: 'flow',
  build: 'terminal',
  deployment: 'server',
  repository: 'branch',
  commit: 'commit',
};
const NAMES: Readonly<Record<SearchEntry['kind'], string>> = {
  project: 'Project',
  pipeline: 'Pipeline',
  build: 'Build',
  deployment: 'Deployment',
  repository: 'Repository',
  commit: 'Commit',
};

/** A page of AWS's console. */
const isOutside = (href: string): boolean => /^https?:/.test(href);

interface Row {
  readonly key: string;
  readonly label: string;
  readonly detail: string;
  readonly icon: IconName;
  readonly run: () => void;
}

const entryRow = (e: SearchEntry, go: (href: string) => void): Row => ({
  key: `${e.kind} ${e.id} ${e.detail}`,
  label: e.label,
  detail: `${NAMES[e.kind]}${e.detail && e.detail !== NAMES[e.kind] ? `, ${e.detail}` : ''}`,
  icon: ICONS[e.kind],
  run: () => {
    if (isOutside(e.href)) window.open(e.href, '_blank', 'noopener,noreferrer');
    else go(e.href);
  },
});

const commandRow = (c: Command): Row => ({
  key: `run ${c.label}`,
  label: c.label,
  detail: 'Run',
  icon: c.icon,
  run: c.run,
});

const whereRow = (text: string, go: (href: string) => void): Row => ({
  key: 'where',
  label: `Where is “${text}”?`,
  detail: 'Find a commit',
  icon: 'commit',
  run: () => go(routes.commits(text)),
});

const MAX_COMMANDS = { found: 20, unasked: 8 };

/** What matches the text: places, then commands; last a search for a commit, for what is there comes before what may be. */
function rowsFor(
  text: string,
  path: string,
  entries: readonly SearchEntry[],
  go: (href: string) => void,
): Row[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const commands = commandsFor(path, entries, go).filter((c) =>
    words.every((w) => c.label.toLowerCase().includes(w)),
  );
  const most = words.length ? MAX_COMMANDS.found : MAX_COMMANDS.unasked;
  return [
    ...findEntries(entries, text).map((e) => entryRow(e, go)),
    ...commands.slice(0, most).map(commandRow),
    ...(text.trim().length >= 2 ? [whereRow(text.trim(), go)] : []),
  ];
}

/** Finds any project, pipeline, build, deployment, repository and commit, and runs actions; never one that needs no confirmation. */
export function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [text, setText] = useState('');
  const router = useRouter();
  const path = usePathname();
  const { data, error, isPending } = useQuery({
    ...topicQuery('search'),
    enabled: open,
    staleTime: 5000,
  });
  const rows = rowsFor(text, path, data?.entries ?? [], (href) => router.push(href));
  const close = (): void => {
    setText('');
    onClose();
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
        <Base.Popup className="dialog palette" aria-label="Search or run">
          <Autocomplete.Root
            inline
            open
            items={rows}
            filter={null}
            mode="none"
            autoHighlight="always"
            value={text}
            onValueChange={setText}
            itemToStringValue={(r: Row) => r.label}
          >
            <div className="palette-head">
              <Icon name="search" />
              <Autocomplete.Input
                className="palette-input"
                placeholder="Project, pipeline, build, commit or command"
                aria-label="Search or run"
                autoFocus
              />
              <Kbd>Esc</Kbd>
            </div>
            <Autocomplete.Empty>
              <p className="p-4 text-muted">
                {error ? error.message : isPending ? 'Reading…' : `No results for “${text}”.`}
              </p>
            </Autocomplete.Empty>
            {data?.unread.map((why) => (
              <p key={why} className="text-xs text-faint px-4 py-1">
                Some results are missing: {why}
              </p>
            ))}
            <Autocomplete.List className="palette-list">
              {(row: Row) => (
                <Autocomplete.Item
                  key={row.key}
                  value={row}
                  className="palette-item"
                  onClick={() => {
                    close();
                    row.run();
                  }}
                >
                  <Icon name={row.icon} small />
                  <span className="truncate flex-1">{row.label}</span>
                  <span className="text-xs text-faint truncate">{row.detail}</span>
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
