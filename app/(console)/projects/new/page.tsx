import type { Metadata } from 'next';
import { PageHead } from '@/components/ui/page-head';
import { listTemplates } from '@/lib/server/projects/templates';
import { routes } from '@/lib/routes';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'New project' };

export default async function NewProjectPage() {
  const templates = await listTemplates();
  return (
    <>
      <PageHead crumbs={[['Board', routes.board]]} title="New project" />
      <p className="second mb-4 max-w-[72ch]">Creating a project in the browser comes with the next release. In a terminal, in the folder of Starboard, it works now; the board shows it grow.</p>
      <ul className="grid gap-3 max-w-[860px]">
        {templates.map((t) => (
          <li key={t.id} className="card p-4">
            <h2>{t.name}</h2><p className="t12 dim mb-2">{t.language} · {t.framework}</p><p className="second mb-3">{t.description}</p>
            <p className="cmd"><code>npx starboard create my-project --template {t.id} --wait</code></p>
          </li>
        ))}
      </ul>
    </>
  );
}
