import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Environment } from './_components/environment';
import { AppError } from '@/lib/server/aws/errors';
import { tryFirstPaint } from '@/lib/server/first-paint';
import { metadataOf } from '@/lib/server/page-metadata';

export const dynamic = 'force-dynamic';

interface Props {
  readonly params: Promise<{ application: string; group: string }>;
}

const namesOf = async ({ params }: Props): Promise<readonly [string, string]> => {
  const { application, group } = await params;
  return [decodeURIComponent(application), decodeURIComponent(group)];
};

export async function generateMetadata(props: Props): Promise<Metadata> {
  const [application, group] = await namesOf(props);
  return metadataOf('environment', [application, group], `${application} ${group}`);
}

export default async function EnvironmentPage(props: Props) {
  const [application, group] = await namesOf(props);
  const view = await tryFirstPaint('environment', application, group);
  if (view instanceof AppError && view.kind === 'not_found') notFound();
  return (
    <Environment
      application={application}
      group={group}
      initial={view instanceof AppError ? undefined : view}
    />
  );
}
