'use client';
import { Toast } from '@base-ui/react/toast';
import Link from 'next/link';
import { useEffect } from 'react';
import { onSaid, takeSaid, type Message } from '@/lib/client/toast';
import { Icon } from '@/components/ui/icon';
import { InlineCode } from '@/components/ui/inline-code';

/** Long enough to read a sentence and reach its link; it stays while it is pointed at or has the focus. */
const STAYS_MS = 15_000;

function List() {
  const { toasts, add, close } = Toast.useToastManager<Message>();
  useEffect(() => {
    const show = (): void => {
      for (const m of takeSaid()) add({ title: m.text, data: m, timeout: STAYS_MS });
    };
    show();
    return onSaid(show);
  }, [add]);
  return toasts.map((t) => (
    <Toast.Root key={t.id} toast={t} className="toast" swipeDirection={['right', 'down']}>
      <Toast.Content className="toast-content">
        <Icon name="check" small />
        <Toast.Title className="flex-1" render={<p />}>
          <InlineCode text={t.data?.text ?? ''} />
        </Toast.Title>
        {t.data?.href && (
          <Link className="btn small" href={t.data.href} onClick={() => close(t.id)}>
            {t.data.hrefLabel}
          </Link>
        )}
        <Toast.Close className="icon-btn" aria-label="Close">
          <Icon name="close" small />
        </Toast.Close>
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
