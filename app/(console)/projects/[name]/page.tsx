import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { PageHead } from '@/components/ui/page-head';
import { getProject } from '@/lib/server/data/projects';
import { AppError, toAppError } from '@/lib/server/data/errors';
import { dashboardConnection } from '@/lib/server/env';
import { routes } from '@/lib/routes';

export const dynamic = 'force-dynamic';

interface Props { params: Promise<{ name: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).name) };
}

export default async function ProjectPage({ params }: Props) {
  const name = decodeURIComponent((await params).name);
  const project = await getProject(dashboardConnection(), name).catch(toAppError);
  if (project instanceof AppError) {
    if (project.kind === 'not_found') notFound();
    return <><PageHead crumbs={[['Board', routes.board]]} title={name} /><div className="note k-unk"><div><b>This could not be read.</b> {project.message}</div></div></>;
  }
  return (
    <>
      <PageHead crumbs={[['Board', routes.board]]} title={name} />
      <div className="grid gap-3 max-w-[860px]">
        {project.urls.map(({ environment, url }) => <a key={environment} className="card p-4 flex items-center justify-between gap-4" href={url} rel="noreferrer"><b className="font-medium text-[var(--fg)]">{environment}</b><span>{url}</span></a>)}
        <section className="card p-4"><h2 className="mb-2">Clone it</h2><p className="cmd"><code>git -c credential.helper=&apos;!npx starboard git-credential&apos; clone {project.cloneUrl}</code></p><p className="t12 dim mt-2">Run it in the folder of Starboard; the helper finds the key, so none is shown.</p></section>
        <section className="card p-4 flex items-center justify-between"><h2>Pipeline</h2><Link className="btn small" href={routes.pipeline(name)}>Open</Link></section>
      </div>
    </>
  );
}
