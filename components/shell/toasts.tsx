'use client';
import { Toast } from '@base-ui/react/toast';
import Link from 'next/link';
import { useEffect } from 'react';
import { onSaid, takeSaid, type Message } from '@/lib/client/toast';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { InlineCode } from '@/components/ui/inline-code';

/** Long enough to read a sentence and reach its link; it stays while it is pointed at or has the focus. One that can be undone stays. */
const STAYS_MS = 15_000;
const REGION_FIRST_MS = 150;

function Undo({ label, run, onDone }: NonNullable<Message['undo']> & { onDone: () => void }) {
  const undo = (): void => {
    onDone();
    run();
  };
  return (
    <Button size="small" onClick={undo}>
      {label}
    </Button>
  );
}

function List() {
  const { toasts, add, close } = Toast.useToastManager<Message>();
  useEffect(() => {
    const show = (): void => {
      for (const { id, message } of takeSaid())
        if (message)
          add({ id, title: message.text, data: message, timeout: message.undo ? 0 : STAYS_MS });
        else close(id);
    };
    // Screen readers tell of what comes into a region that they know: the first toast comes after its region.
    const first = setTimeout(show, REGION_FIRST_MS);
    const stop = onSaid(show);
    return () => {
      clearTimeout(first);
      stop();
    };
  }, [add, close]);
  return toasts.map((t) => (
    <Toast.Root key={t.id} toast={t} className="toast" swipeDirection={['right', 'down']}>
      <Toast.Content className="toast-content">
        <Icon name="check" small />
        <Toast.Title className="flex-1" render={<p />}>
          <InlineCode text={t.data?.text ?? ''} />
        </Toast.Title>
        {t.data?.undo && <Undo {...t.data.undo} onDone={() => close(t.id)} />}
        {t.data?.href && (
          <Link className="btn small" href={t.data.href} onClick={() => close(t.id)}>
            {t.data.hrefLabel}
          </Link>
        )}
        <Toast.Close className="icon-btn" aria-label="Close">
          <Icon name="close" small />
        </Toast.Close>
        {t.data?.below && <div className="toast-below">{t.data.below}</div>}
      </Toast.Content>
    </Toast.Root>
  ));
}

/** What was done, said where the person is by then, for a while. */
export function Toasts() {
  return (
    <Toast.Provider limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="toasts">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}
