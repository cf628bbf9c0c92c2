'use client';
import { useRouter } from 'next/navigation';
import { removeView, saveView, useSavedViews } from '@/lib/client/saved-views';
import { Icon } from '@/components/ui/icon';
import { Menu } from '@/components/ui/menu';

interface Props {
  /** The page's path: each has views of its own. */
  readonly page: string;
  /** What is chosen now, in words: the name that it is kept by. */
  readonly name: string;
  /** The address's part that shows it again: `?q=shop`, or nothing. */
  readonly query: string;
}

/** Keeps a page as it is filtered and sorted now; goes back to what was kept. */
export function Views({ page, name, query }: Props) {
  const views = useSavedViews(page);
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
          onSelect: () => router.push(`${page}${v.query}`),
        })),
        known
          ? {
              key: 'remove',
              label: `Forget “${known.name}”`,
              onSelect: () => removeView(page, known.name),
            }
          : {
              key: 'save',
              label: query ? `Save “${name}”` : 'Save this view',
              disabledReason: query
                ? undefined
                : 'Filter, group or sort first. This is the default view.',
              onSelect: () => saveView(page, { name, query }),
            },
      ]}
    />
  );
}
