import { Suspense } from 'react';
import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { Project } from './_components/project';
import { Readme, ReadmeUnread } from './_components/readme';
import { within } from '@/lib/server/aws/deadline';
import { AppError, toAppError } from '@/lib/server/aws/errors';
import { readmeOf } from '@/lib/server/data/project-code';
import { dashboardConnection } from '@/lib/server/env';
import { inTime, tryFirstPaint } from '@/lib/server/first-paint';
import { metadataOf } from '@/lib/server/page-metadata';
import { unsettledStack } from '@/lib/server/projects/progress';
import { routes } from '@/lib/routes';

export const dynamic = 'force-dynamic';

interface Props {
  params: Promise<{ name: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const name = decodeURIComponent((await params).name);
  return metadataOf('pipeline', [name], name);
}

const found = <T,>(read: T | AppError): T | undefined =>
  read instanceof AppError ? undefined : read;

/** The page does not wait for it, and after so long nobody does. */
const README_MS = 15_000;

async function ReadmeOf({ name }: { name: string }) {
  const text = await within(readmeOf(dashboardConnection(), name), README_MS).catch(toAppError);
  if (text instanceof AppError) return <ReadmeUnread reason={text.message} />;
  return text === undefined ? null : <Readme text={text} />;
}

export default async function ProjectPage({ params }: Props) {
  const name = decodeURIComponent((await params).name);
  const connection = dashboardConnection();
  const [unsettled, project, pipeline] = await Promise.all([
    // One whose stack is slow to tell is shown as a project; the page asks for its progress by itself.
    inTime(unsettledStack(connection, name)).catch(() => undefined),
    tryFirstPaint('project', name),
    tryFirstPaint('pipeline', name),
  ]);
  // On its way up or down there is no project yet, or no longer: its progress is what there is to see.
  if (unsettled !== undefined) redirect(routes.progress(name, unsettled));
  if (project instanceof AppError && project.kind === 'not_found') notFound();
  return (
    <Project name={name} initial={found(project)} pipeline={found(pipeline)}>
      <Suspense>
        <ReadmeOf name={name} />
      </Suspense>
    </Project>
  );
}
