import Link from 'next/link';
import { routes } from '@/lib/routes';

/** Another deployment, by its id. */
export function DeploymentLink({ id }: { id: string }) {
  return (
    <Link href={routes.deployment(id)} prefetch={false}>
      <code>{id}</code>
    </Link>
  );
}
