import Link from 'next/link';
import type { CommitPlace, CommitRow } from '@/lib/domain/commits/recent';
import { isFailure, isGood, isMoving, needsPerson, type Status } from '@/lib/domain/status';
import { routes } from '@/lib/routes';
import { PersonCell, RowLink, TwoLines } from '@/components/list/cells';
import type { ListSpec } from '@/components/list/spec';
import { StatusLabel } from '@/components/status/status-label';
import { RevisionId } from '@/components/ui/revision-id';
import { RelativeTime } from '@/components/ui/time';

const has = (c: CommitRow, test: (status: Status) => boolean): boolean =>
  c.places.some((p) => p.marks.some((m) => test(m.status)));

/** How far it has come in a pipeline; the pipeline's name is said where a commit is in several. */
function Place({ place, named }: { place: CommitPlace; named: boolean }) {
  return (
    <li>
      <Link href={place.href} prefetch={false} className="plain stage-marks">
        {named && <span className="text-muted">{place.pipeline}</span>}
        {place.marks.map((m) => (
          <span key={m.word} title={m.note}>
            <StatusLabel status={m.status} word={m.word} quiet />
          </span>
        ))}
      </Link>
    </li>
  );
}

const Sha = ({ commit: c }: { commit: CommitRow }) => (
  <>
    <RevisionId revision={c.revision} />
    <span className="list-branch">{c.repository || c.places[0]?.pipeline}</span>
    {c.branch && <span className="list-branch">{c.branch}</span>}
  </>
);

/** The list of commits. */
export const COMMITS: ListSpec<CommitRow> = {
  page: routes.commits(),
  noun: ['commit', 'commits'],
  keyOf: (c) => c.key,
  textOf: (c) => `${c.revision.sha} ${c.revision.message} ${c.author ?? ''} ${c.repository}`,
  placeholder: 'A SHA, words from the message, or #214',
  sort: '-at',
  choices: [
    { key: 'live', label: 'Live', test: (c) => has(c, isGood) },
    { key: 'waiting', label: 'Waiting', test: (c) => has(c, needsPerson) },
    { key: 'running', label: 'On the way', test: (c) => has(c, isMoving) },
    { key: 'failed', label: 'Failed', test: (c) => has(c, isFailure) },
  ],
  facets: [
    {
      key: 'pipeline',
      label: 'Pipeline',
      all: 'All pipelines',
      valuesOf: (c) => c.places.map((p) => p.pipeline),
    },
    { key: 'author', label: 'Author', all: 'All authors', valuesOf: (c) => [c.author] },
    { key: 'branch', label: 'Branch', all: 'All branches', valuesOf: (c) => [c.branch] },
  ],
  columns: [
    {
      id: 'commit',
      title: 'Commit',
      width: 'minmax(0, 2fr)',
      phone: 'head',
      cell: (c) => (
        <TwoLines below={<Sha commit={c} />}>
          <RowLink href={routes.commits(c.revision.sha)}>
            <b className="font-medium">{c.revision.message || 'No message'}</b>
          </RowLink>
        </TwoLines>
      ),
    },
    {
      id: 'author',
      title: 'Author',
      width: 'minmax(140px, 0.7fr)',
      sortBy: (c) => c.author,
      phone: 'foot',
      cell: (c) => <PersonCell author={c.author} />,
    },
    {
      id: 'where',
      title: 'Where it is',
      width: 'minmax(0, 1.6fr)',
      phone: 'line',
      cell: (c) => (
        <ul className="grid gap-0.5">
          {c.places.map((p) => (
            <Place key={`${p.pipeline} ${p.href}`} place={p} named={c.places.length > 1} />
          ))}
        </ul>
      ),
    },
    {
      id: 'at',
      title: 'Committed',
      width: '92px',
      sortBy: (c) => c.at,
      descending: true,
      isNumber: true,
      phone: 'aside',
      cell: (c) => <RelativeTime at={c.at} suffix=" ago" />,
    },
  ],
};
