'use client';
import { Fragment, useEffect, useState } from 'react';
import { useHotkeys } from '@/lib/client/hotkeys';
import { onShell, openShell } from '@/lib/client/shell-events';
import { Dialog } from '@/components/ui/dialog';
import { Kbd } from '@/components/ui/kbd';

const KEYS: readonly (readonly [string, string])[] = [
  ['⌘K', 'Search or run (Ctrl-K on other keyboards)'],
  ['?', 'These keys'],
  ['/', 'Filter a list'],
  ['e', 'First error of a log'],
  ['n', 'Next match in a log'],
  ['f', 'Follow a log'],
  ['j', 'Next approval'],
  ['k', 'Previous approval'],
  ['a', 'Approve it: opens the dialog'],
  ['x', 'Reject it: opens the dialog'],
  ['Esc', 'Close, or leave the filter'],
];

/** Listens for the keys of the whole shell. No key confirms a change to production. */
export function Keys() {
  const [open, setOpen] = useState(false);
  useHotkeys({ 'Mod+k': () => openShell('palette'), '?': () => openShell('keys') });
  useEffect(() => onShell('keys', () => setOpen(true)), []);
  return (
    <Dialog
      open={open}
      onClose={() => setOpen(false)}
      title="Keys"
      subtitle="Everything else is reached with Tab, Enter and the arrow keys."
    >
      <dl className="keys">
        {KEYS.map(([key, text]) => (
          <Fragment key={key}>
            <dt>
              <Kbd>{key}</Kbd>
            </dt>
            <dd>{text}</dd>
          </Fragment>
        ))}
      </dl>
    </Dialog>
  );
}
