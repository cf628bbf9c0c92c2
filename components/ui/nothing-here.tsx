'use client';
import Link from 'next/link';
import { useParams } from 'next/navigation';
import { useTopic } from '@/lib/client/live/use-topic';

interface What {
  /** `deployment`: what the address names by its last part. */
  readonly noun: string;
  /** AWS's service that was asked. */
  readonly service: string;
  /** What the service would have of it, where that has another name. */
  readonly sought?: string;
  /** How long the service keeps them. */
  readonly kept?: string;
  readonly list: { readonly href: string; readonly label: string };
}

/** What an address names is not there: by whom, and where, it was looked for. */
export function NothingHere({ noun, service, sought = noun, kept, list }: What) {
  const params = useParams<Record<string, string>>();
  const { data: origin } = useTopic('origin', []);
  const id = decodeURIComponent(params['id'] ?? params['name'] ?? params['group'] ?? '');
  const where =
    origin?.backend === 'aws' ? ` in ${origin.region} of account ${origin.account}` : '';
  return (
    <div className="card empty">
      <h1 className="wrap-anywhere">
        No {noun} “{id}”
      </h1>
      <p>
        {service} has no such {sought}
        {where}.{kept && ` ${kept}`}
      </p>
      <p className="text-muted">
        It may have been deleted, be in another Region or account, or the address is wrong.
      </p>
      <Link className="btn" href={list.href}>
        {list.label}
      </Link>
    </div>
  );
}
