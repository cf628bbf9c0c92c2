import { isFailure, isGood } from '@/lib/domain/status';
import type { BuildRow } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { StatusLabel } from '@/components/status/status-label';
import { commitText, CommitCell, PersonCell, RowLink } from '@/components/list/cells';
import type { ListSpec } from '@/components/list/spec';
import { Duration, RelativeTime } from '@/components/ui/time';

const wordOf = (b: BuildRow): string => {
  if (b.problem) return `${b.status.word} in ${b.problem.phase}`;
  return b.over ? b.status.word : `${b.status.word}: ${b.phase}`;
};

const branchOf = (b: BuildRow): string | undefined => b.carried?.branch;
const authorOf = (b: BuildRow): string | undefined => b.carried?.author;

/** The list of builds. */
export const BUILDS: ListSpec<BuildRow> = {
  page: routes.builds,
  noun: ['build', 'builds'],
  keyOf: (b) => b.id,
  textOf: (b) =>
    `${b.project} ${b.number} ${b.revision} ${b.status.word} ${b.trigger} ${commitText(b.carried)}`,
  placeholder: 'Project, commit, message or author',
  sort: '-started',
  choices: [
    { key: 'running', label: 'Running', test: (b) => !b.over },
    { key: 'failed', label: 'Failed', test: (b) => isFailure(b.status) },
    { key: 'succeeded', label: 'Succeeded', test: (b) => isGood(b.status) },
  ],
  facets: [
    { key: 'project', label: 'Project', all: 'All projects', valuesOf: (b) => [b.project] },
    { key: 'branch', label: 'Branch', all: 'All branches', valuesOf: (b) => [branchOf(b)] },
    { key: 'author', label: 'Author', all: 'All authors', valuesOf: (b) => [authorOf(b)] },
    { key: 'trigger', label: 'Trigger', all: 'All triggers', valuesOf: (b) => [b.trigger] },
  ],
  columns: [
    {
      id: 'status',
      title: 'Status',
      width: 'minmax(150px, 0.8fr)',
      sortBy: (b) => wordOf(b),
      phone: 'foot',
      cell: (b) => <StatusLabel status={b.status} word={wordOf(b)} />,
    },
    {
      id: 'build',
      title: 'Build',
      width: 'minmax(110px, 1fr)',
      sortBy: (b) => `${b.project} ${b.number}`,
      phone: 'head',
      cell: (b) => (
        <span className="block truncate" title={`${b.project} ${b.number}`}>
          <RowLink href={routes.build(b.id)}>
            <b className="font-medium">{b.project}</b> {b.number}
          </RowLink>
        </span>
      ),
    },
    {
      id: 'commit',
      title: 'Commit',
      width: 'minmax(0, 2.4fr)',
      phone: 'line',
      cell: (b) => (
        <CommitCell
          revision={b.carried?.revision ?? { sha: b.revision, message: '' }}
          branch={branchOf(b)}
        />
      ),
    },
    {
      id: 'author',
      title: 'Author',
      width: 'minmax(140px, 1fr)',
      sortBy: authorOf,
      phone: 'foot',
      cell: (b) => <PersonCell author={authorOf(b)} trigger={b.trigger} />,
    },
    {
      id: 'started',
      title: 'Started',
      width: '84px',
      sortBy: (b) => b.startedAt,
      descending: true,
      isNumber: true,
      phone: 'aside',
      cell: (b) => <RelativeTime at={b.startedAt} suffix=" ago" />,
    },
    {
      id: 'duration',
      title: 'Duration',
      width: '76px',
      sortBy: (b) => (b.endedAt === undefined ? undefined : b.endedAt - b.startedAt),
      descending: true,
      isNumber: true,
      phone: 'foot',
      cell: (b) => <Duration from={b.startedAt} to={b.endedAt} />,
    },
  ],
};
