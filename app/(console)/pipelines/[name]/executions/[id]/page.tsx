import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Execution } from './_components/execution';
import { AppError } from '@/lib/server/aws/errors';
import { linesOf } from '@/lib/server/logs/first-lines';
import { tryFirstPaint } from '@/lib/server/first-paint';
import { metadataOf } from '@/lib/server/page-metadata';

export const dynamic = 'force-dynamic';
interface Props {
  readonly params: Promise<{ name: string; id: string }>;
  readonly searchParams: Promise<{ tab?: string }>;
}

const namesOf = async ({ params }: Pick<Props, 'params'>): Promise<readonly [string, string]> => {
  const { name, id } = await params;
  return [decodeURIComponent(name), decodeURIComponent(id)];
};

export async function generateMetadata(props: Props): Promise<Metadata> {
  const [pipeline, execution] = await namesOf(props);
  return metadataOf('execution', [pipeline, execution], `${pipeline} execution`);
}

export default async function ExecutionPage(props: Props) {
  const [pipeline, execution] = await namesOf(props);
  const view = await tryFirstPaint('execution', pipeline, execution);
  if (view instanceof AppError && view.kind === 'not_found') notFound();
  if (view instanceof AppError) return <Execution pipeline={pipeline} id={execution} lines={{}} />;
  // Its other parts show no log.
  const lines = (await props.searchParams).tab ? {} : await linesOf(view.sources);
  return <Execution pipeline={pipeline} id={execution} initial={view} lines={lines} />;
}
