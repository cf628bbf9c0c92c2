import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { Project } from './_components/project';
import { Readme } from './_components/readme';
import { AppError } from '@/lib/server/aws/errors';
import { readmeOf } from '@/lib/server/data/project-code';
import { dashboardConnection } from '@/lib/server/env';
import { tryFirstPaint } from '@/lib/server/first-paint';
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

export default async function ProjectPage({ params }: Props) {
  const name = decodeURIComponent((await params).name);
  const connection = dashboardConnection();
  const [unsettled, project, pipeline, readme] = await Promise.all([
    unsettledStack(connection, name).catch(() => undefined),
    tryFirstPaint('project', name),
    tryFirstPaint('pipeline', name),
    readmeOf(connection, name).catch(() => undefined),
  ]);
  // On its way up or down there is no project yet, or no longer: its progress is what there is to see.
  if (unsettled !== undefined) redirect(routes.progress(name, unsettled));
  if (project instanceof AppError && project.kind === 'not_found') notFound();
  return (
    <Project name={name} initial={found(project)} pipeline={found(pipeline)}>
      {readme !== undefined && <Readme text={readme} />}
    </Project>
  );
}
