'use client';
import { useNow } from '@/lib/client/now';
import { shortRevision, type Revision } from '@/lib/domain/commits/revision';
import { pictureState } from '@/lib/domain/projects/picture';
import type { ProjectApplication } from '@/lib/domain/projects/project';
import { routes } from '@/lib/routes';
import { RelativeTime } from '@/components/ui/time';

const ofRelease = (revision: Revision | undefined): string =>
  revision ? shortRevision(revision) : 'this release';

/** What an application looks like: the picture that was taken of its release, or what its page says of itself. */
export function Showcase({ application: a }: { application: ProjectApplication }) {
  const now = useNow();
  const state = pictureState(a.picture, now || (a.picture?.askedAt ?? 0));
  if (a.picture && state === 'taken')
    return (
      <figure className="showcase">
        <a href={a.url} target="_blank" rel="noreferrer noopener">
          {/* The picture comes from an address of ours that checks what it is. */}
          {/* eslint-disable-next-line @next/next/no-img-element */}
          <img
            src={routes.api.picture(a.picture.deployment)}
            alt={`What ${a.environment} showed after ${ofRelease(a.pictureOf)}`}
            width={1280}
            height={800}
            loading="lazy"
          />
        </a>
        <figcaption className="text-2xs text-faint">
          Picture of {ofRelease(a.pictureOf)},{' '}
          <RelativeTime at={a.picture.takenAt ?? 0} suffix=" ago" />
        </figcaption>
      </figure>
    );
  if (state === 'coming')
    return (
      <div className="showcase" aria-busy="true">
        <i className="skeleton showcase-place" />
        <span className="text-2xs text-faint">Taking a picture of {ofRelease(a.pictureOf)}…</span>
      </div>
    );
  // Its place is kept: what the page says of itself comes a moment later, and moves nothing.
  if (!a.page) return <div className="showcase showcase-words" aria-hidden="true" />;
  return (
    <div className="showcase showcase-words">
      {a.page.title && <b className="font-medium">{a.page.title}</b>}
      {a.page.description && <p className="text-xs text-muted">{a.page.description}</p>}
    </div>
  );
}
