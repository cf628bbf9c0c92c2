import Link from 'next/link';
import { typeWords, type LoadBalancerRow } from '@/lib/domain/traffic/load-balancer';
import { isFailure } from '@/lib/domain/status';
import { routes } from '@/lib/routes';
import { RowLink, TwoLines } from '@/components/list/cells';
import type { ListSpec } from '@/components/list/spec';
import { StatusLabel } from '@/components/status/status-label';

const NOT_READ = <span className="text-faint">Not read</span>;

/** Some of its targets get no requests. */
const isShort = ({ targets }: LoadBalancerRow): boolean =>
  targets !== undefined && targets.healthy < targets.all;

function TargetsCell({ balancer: { targets } }: { balancer: LoadBalancerRow }) {
  if (!targets) return NOT_READ;
  if (!targets.all) return <span className="text-faint">None</span>;
  return `${targets.healthy} of ${targets.all} healthy`;
}

function EnvironmentsCell({ balancer: { environments } }: { balancer: LoadBalancerRow }) {
  if (!environments) return NOT_READ;
  if (!environments.length) return <span className="text-faint">Nothing</span>;
  return (
    <ul className="min-w-0">
      {environments.map(({ application, group }) => (
        <li key={`${application}/${group}`} className="truncate">
          <Link href={routes.environment(application, group)} prefetch={false}>
            {application} → {group}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** The list of load balancers, in the words of ELB. */
export const LOAD_BALANCERS: ListSpec<LoadBalancerRow> = {
  page: routes.loadBalancers,
  noun: ['load balancer', 'load balancers'],
  keyOf: (b) => b.arn,
  textOf: (b) =>
    [
      b.name,
      b.scheme,
      b.type,
      ...(b.listeners ?? []),
      ...(b.environments ?? []).map((e) => `${e.application} ${e.group}`),
    ].join(' '),
  placeholder: 'Name, listener or environment',
  sort: 'name',
  choices: [
    { key: 'unhealthy', label: 'Targets not healthy', test: isShort },
    { key: 'failed', label: 'Failed', test: (b) => isFailure(b.status) },
  ],
  facets: [
    { key: 'type', label: 'Type', all: 'All types', valuesOf: (b) => [b.type] },
    { key: 'scheme', label: 'Scheme', all: 'All schemes', valuesOf: (b) => [b.scheme] },
  ],
  columns: [
    {
      id: 'name',
      title: 'Name',
      width: 'minmax(160px, 1.2fr)',
      sortBy: (b) => b.name,
      phone: 'head',
      cell: (b) => (
        <TwoLines below={`${typeWords(b.type)}, ${b.scheme}`}>
          <RowLink href={routes.loadBalancer(b.name)}>
            <b className="font-medium">{b.name}</b>
          </RowLink>
        </TwoLines>
      ),
    },
    {
      id: 'state',
      title: 'State',
      width: 'minmax(110px, 0.8fr)',
      sortBy: (b) => b.status.word,
      phone: 'aside',
      cell: (b) => (
        <TwoLines below={b.reason}>
          <StatusLabel status={b.status} />
        </TwoLines>
      ),
    },
    {
      id: 'listeners',
      title: 'Listeners',
      width: 'minmax(90px, 0.8fr)',
      phone: 'line',
      cell: (b) =>
        b.listeners ? b.listeners.join(', ') || <span className="text-faint">None</span> : NOT_READ,
    },
    {
      id: 'targets',
      title: 'Targets',
      width: 'minmax(110px, 0.8fr)',
      sortBy: (b) => b.targets && b.targets.all - b.targets.healthy,
      descending: true,
      phone: 'line',
      cell: (b) => <TargetsCell balancer={b} />,
    },
    {
      id: 'environments',
      title: 'Deploys behind it',
      width: 'minmax(0, 1.5fr)',
      phone: 'foot',
      cell: (b) => <EnvironmentsCell balancer={b} />,
    },
  ],
};
