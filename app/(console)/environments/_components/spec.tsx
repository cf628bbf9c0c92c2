import Link from 'next/link';
import type { EnvironmentRow } from '@/lib/domain/deployments/environment';
import { isFailure, isOver } from '@/lib/domain/status';
import { routes } from '@/lib/routes';
import { CommitCell, RowLink, TwoLines } from '@/components/list/cells';
import type { ListSpec } from '@/components/list/spec';
import { StatusLabel } from '@/components/status/status-label';
import { RelativeTime } from '@/components/ui/time';

function LiveCell({ environment: e }: { environment: EnvironmentRow }) {
  if (!e.live) return <span className="text-faint">Nothing yet</span>;
  if (e.live.revision?.sha) return <CommitCell revision={e.live.revision} />;
  return (
    <code className="block truncate" title={e.live.name}>
      {e.live.name}
    </code>
  );
}

function LastCell({ environment: { last } }: { environment: EnvironmentRow }) {
  if (!last) return <span className="text-faint">None yet</span>;
  return (
    <Link className="plain" href={routes.deployment(last.id)} prefetch={false}>
      <TwoLines below={<RelativeTime at={last.createdAt} suffix=" ago" still />}>
        <StatusLabel status={last.status} />
      </TwoLines>
    </Link>
  );
}

/** The list of environments. */
export const ENVIRONMENTS: ListSpec<EnvironmentRow> = {
  page: routes.environments,
  noun: ['environment', 'environments'],
  keyOf: (e) => `${e.application}/${e.group}`,
  textOf: (e) =>
    `${e.application} ${e.group} ${e.platform} ${e.live?.revision?.sha ?? ''} ${e.live?.revision?.message ?? ''}`,
  placeholder: 'Application or environment',
  sort: 'environment',
  choices: [
    { key: 'running', label: 'Deploying', test: (e) => !!e.last && !isOver(e.last.status) },
    { key: 'failed', label: 'Last one failed', test: (e) => !!e.last && isFailure(e.last.status) },
    { key: 'empty', label: 'Nothing live', test: (e) => !e.live },
  ],
  facets: [
    {
      key: 'application',
      label: 'Application',
      all: 'All applications',
      valuesOf: (e) => [e.application],
    },
    { key: 'group', label: 'Environment', all: 'All environments', valuesOf: (e) => [e.group] },
    { key: 'platform', label: 'Platform', all: 'All platforms', valuesOf: (e) => [e.platform] },
  ],
  columns: [
    {
      id: 'environment',
      title: 'Environment',
      width: 'minmax(160px, 1fr)',
      sortBy: (e) => `${e.application} ${e.group}`,
      phone: 'head',
      cell: (e) => (
        <TwoLines below={e.platform === 'Server' ? undefined : e.platform}>
          <RowLink href={routes.environment(e.application, e.group)}>
            <b className="font-medium">{e.application}</b> → {e.group}
          </RowLink>
        </TwoLines>
      ),
    },
    {
      id: 'live',
      title: 'Live',
      width: 'minmax(0, 2fr)',
      phone: 'line',
      cell: (e) => <LiveCell environment={e} />,
    },
    {
      id: 'last',
      title: 'Last deployment',
      width: 'minmax(130px, 0.8fr)',
      sortBy: (e) => e.last?.createdAt,
      descending: true,
      phone: 'foot',
      cell: (e) => <LastCell environment={e} />,
    },
    {
      id: 'since',
      title: 'Live since',
      width: '92px',
      sortBy: (e) => e.liveAt || undefined,
      descending: true,
      isNumber: true,
      phone: 'aside',
      cell: (e) => <RelativeTime at={e.liveAt} />,
    },
  ],
};
