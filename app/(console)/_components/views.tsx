'use client';
import { useRouter } from 'next/navigation';
import { removeView, saveView, useSavedViews } from '@/lib/client/saved-views';
import { routes } from '@/lib/routes';
import { Icon } from '@/components/ui/icon';
import { Menu } from '@/components/ui/menu';

/** Keeps the board as it is filtered and sorted now, by the words of what was chosen; goes back to what was kept. */
export function Views({ name, query }: { name: string; query: string }) {
  const views = useSavedViews();
  const router = useRouter();
  const known = views.find((v) => v.query === query);
  return (
    <Menu
      label="Saved views"
      trigger={
        <button type="button" className="btn">
          Views
          <Icon name="down" small />
        </button>
      }
      items={[
        ...views.map((v) => ({
          key: `go ${v.name}`,
          label: v.name,
          onSelect: () => router.push(`${routes.board}${v.query}`),
        })),
        known
          ? {
              key: 'remove',
              label: `Forget “${known.name}”`,
              onSelect: () => removeView(known.name),
            }
          : {
              key: 'save',
              label: query ? `Save “${name}”` : 'Save this view',
              disabledReason: query
                ? undefined
                : 'Filter, group or sort first. This is the default view.',
              onSelect: () => saveView({ name, query }),
            },
      ]}
    />
  );
}
