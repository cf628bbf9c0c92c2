'use client';
import { useRouter } from 'next/navigation';
import { Fragment, useEffect, useState } from 'react';
import { useHotkeys, type Hotkeys } from '@/lib/client/hotkeys';
import { onShell, openShell } from '@/lib/client/shell-events';
import { PLACES } from '@/components/palette/places';
import { Dialog } from '@/components/ui/dialog';
import { KeySequence } from '@/components/ui/kbd';

type Keys = readonly (readonly [keys: string, text: string])[];

const GROUPS: readonly (readonly [string, Keys])[] = [
  [
    'Everywhere',
    [
      ['⌘K', 'Search or jump to (Ctrl-K on other keyboards)'],
      ['?', 'These keys'],
      ['F6', 'The notifications: Tab to one, Esc closes it'],
      ['Esc', 'Close, or leave the filter'],
    ],
  ],
  ['Go to', PLACES.map((p) => [p.keys, p.label] as const)],
  [
    'Lists',
    [
      ['/', 'Filter'],
      ['j', 'Next row, also ↓'],
      ['k', 'Previous row, also ↑'],
      ['Enter', 'Open the row'],
    ],
  ],
  [
    'Logs',
    [
      ['e', 'First error of a log'],
      ['n', 'Next match in a log'],
      ['f', 'Follow a log'],
      ['g g', 'Beginning of a log'],
      ['G', 'End of a log'],
    ],
  ],
  [
    'Approvals',
    [
      ['j', 'Next approval'],
      ['k', 'Previous approval'],
      ['a', 'Approve it: opens the dialog'],
      ['x', 'Reject it: opens the dialog'],
    ],
  ],
];

/** Listens for the keys of the whole shell. No key confirms a change to production. */
export function Keys() {
  const [open, setOpen] = useState(false);
  const router = useRouter();
  const places: Hotkeys = Object.fromEntries(
    PLACES.map((p) => [p.keys, () => router.push(p.href)]),
  );
  useHotkeys({
    ...places,
    'Mod+k': () => openShell('palette'),
    '?': () => openShell('keys'),
  });
  useEffect(() => onShell('keys', () => setOpen(true)), []);
  return (
    <Dialog
      open={open}
      onClose={() => setOpen(false)}
      title="Keys"
      subtitle="Everything else is reached with Tab, Enter and the arrow keys."
    >
      <div className="keys">
        {GROUPS.map(([title, keys]) => (
          <section key={title} aria-label={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([key, text]) => (
                <Fragment key={key}>
                  <dt>
                    <KeySequence keys={key} />
                  </dt>
                  <dd>{text}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
