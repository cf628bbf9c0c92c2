import Link from 'next/link';
import type { ApplicationAddress } from '@/lib/domain/projects/project';
import { routes } from '@/lib/routes';
import { Icon, StatusIcon } from '@/components/ui/icon';

/** What an address is called: without the protocol, which says nothing here. */
const shownAs = (url: string): string => url.replace(/^https?:\/\//, '').replace(/\/$/, '');

/** Where the application answers: an address only once something was released to it. */
export function ApplicationCard({
  name,
  created,
  urls,
  released,
}: {
  name: string;
  created: boolean;
  urls: readonly ApplicationAddress[];
  /** The stages that have a release. */
  released: readonly string[];
}) {
  return (
    <section className="card application-card" aria-label={`Application of ${name}`}>
      <header className="card-head">
        <h2>Your application</h2>
        {created && (
          <Link className="btn small" href={routes.project(name)}>
            Open {name}
          </Link>
        )}
      </header>
      <ul className="rows">
        {urls.map((u) =>
          released.includes(u.stage) ? (
            <li key={u.stage}>
              <span className="status k-ok">
                <StatusIcon status="ok" small />
              </span>
              <span className="truncate flex-1">
                <code>{shownAs(u.url)}</code>
              </span>
              <a
                className="btn small primary"
                href={u.url}
                target="_blank"
                rel="noreferrer noopener"
              >
                Open {u.environment}
                <Icon name="out" small />
              </a>
            </li>
          ) : (
            <li key={u.stage} className="text-muted">
              <StatusIcon status="pend" small />
              <span className="flex-1">{u.stage}</span>
              <span className="text-xs text-faint">no release yet</span>
            </li>
          ),
        )}
        {!urls.length && <li className="text-muted">No address yet.</li>}
      </ul>
      <p className="sr-only" role="status">
        {released.length > 0 && `${released.join(' and ')} can be opened.`}
      </p>
    </section>
  );
}
