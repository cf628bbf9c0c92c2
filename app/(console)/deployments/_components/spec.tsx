import { countWords, failedOf, totalOf } from '@/lib/domain/deployments/targets';
import { isFailure, isGood, isOver } from '@/lib/domain/status';
import type { ListedDeployment } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { StatusLabel } from '@/components/status/status-label';
import { commitText, CommitCell, PersonCell, RowLink, TwoLines } from '@/components/list/cells';
import type { ListSpec } from '@/components/list/spec';
import { Duration, RelativeTime } from '@/components/ui/time';

/** Of several targets, how it went on them where it did not go well on all. */
const targetsOf = (d: ListedDeployment): string | undefined =>
  failedOf(d.count) > 0 && totalOf(d.count) > 1 ? countWords(d.count) : undefined;

const platformOf = (d: ListedDeployment): string | undefined =>
  d.platform === 'Server' ? undefined : d.platform;

function WhatCell({ deployment: d }: { deployment: ListedDeployment }) {
  const revision = d.carried?.revision ?? d.what?.revision;
  if (revision?.sha) return <CommitCell revision={revision} branch={d.carried?.branch} />;
  if (!d.what) return <span className="text-faint">No revision</span>;
  return (
    <code className="block truncate" title={d.what.name}>
      {d.what.name}
    </code>
  );
}

/** The list of deployments. */
export const DEPLOYMENTS: ListSpec<ListedDeployment> = {
  page: routes.deployments,
  noun: ['deployment', 'deployments'],
  keyOf: (d) => d.id,
  textOf: (d) =>
    `${d.application} ${d.group} ${d.id} ${d.status.word} ${d.platform ?? ''} ${d.trigger} ${commitText(d.carried)}`,
  placeholder: 'Application, environment or commit',
  sort: '-started',
  choices: [
    { key: 'running', label: 'Running', test: (d) => !isOver(d.status) },
    { key: 'failed', label: 'Failed', test: (d) => isFailure(d.status) },
    { key: 'succeeded', label: 'Succeeded', test: (d) => isGood(d.status) },
  ],
  facets: [
    {
      key: 'application',
      label: 'Application',
      all: 'All applications',
      valuesOf: (d) => [d.application],
    },
    { key: 'group', label: 'Environment', all: 'All environments', valuesOf: (d) => [d.group] },
    {
      key: 'author',
      label: 'Author',
      all: 'All authors',
      valuesOf: (d) => [d.carried?.author],
    },
    { key: 'trigger', label: 'Trigger', all: 'All triggers', valuesOf: (d) => [d.trigger] },
  ],
  columns: [
    {
      id: 'status',
      title: 'Status',
      width: 'minmax(130px, 0.7fr)',
      sortBy: (d) => d.status.word,
      phone: 'foot',
      cell: (d) => (
        <TwoLines below={targetsOf(d)}>
          <StatusLabel status={d.status} />
        </TwoLines>
      ),
    },
    {
      id: 'deployment',
      title: 'Deployment',
      width: 'minmax(140px, 1.2fr)',
      sortBy: (d) => `${d.application} ${d.group}`,
      phone: 'head',
      cell: (d) => (
        <TwoLines below={platformOf(d)}>
          <RowLink href={routes.deployment(d.id)}>
            <b className="font-medium">{d.application}</b> → {d.group}
          </RowLink>
        </TwoLines>
      ),
    },
    {
      id: 'commit',
      title: 'Commit',
      width: 'minmax(0, 2.2fr)',
      phone: 'line',
      cell: (d) => <WhatCell deployment={d} />,
    },
    {
      id: 'author',
      title: 'Author',
      width: 'minmax(140px, 1fr)',
      sortBy: (d) => d.carried?.author,
      phone: 'foot',
      cell: (d) => <PersonCell author={d.carried?.author} trigger={d.trigger} />,
    },
    {
      id: 'started',
      title: 'Started',
      width: '84px',
      sortBy: (d) => d.createdAt,
      descending: true,
      isNumber: true,
      phone: 'aside',
      cell: (d) => <RelativeTime at={d.createdAt} suffix=" ago" />,
    },
    {
      id: 'duration',
      title: 'Duration',
      width: '76px',
      sortBy: (d) => (d.endedAt === undefined ? undefined : d.endedAt - d.createdAt),
      descending: true,
      isNumber: true,
      phone: 'foot',
      cell: (d) => <Duration from={d.createdAt} to={d.endedAt} />,
    },
  ],
};
