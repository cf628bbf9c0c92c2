'use client';
import { useQuery } from '@tanstack/react-query';
import { fetchJson, type ReadError } from '@/lib/client/fetch-json';
import type { Networks } from '@/lib/domain/projects/project';
import { routes } from '@/lib/routes';

type Values = Readonly<Record<string, string>>;
interface Props {
  readonly value: Values;
  readonly onChange: (value: Values) => void;
}

const called = (name: string, id: string): string => (name ? `${name} (${id})` : id);

/** Network and subnet out of those that are there; typed where they cannot be read. */
export function NetworkFields({ value, onChange }: Props) {
  const { data, error } = useQuery<Networks, ReadError>({
    queryKey: ['networks'],
    queryFn: ({ signal }) => fetchJson<Networks>(routes.api.networks, signal),
    staleTime: 60_000,
  });
  const vpc = value['VpcId'] || data?.vpcs.find((v) => v.isDefault)?.id || '';
  const subnets = data?.subnets.filter((s) => s.vpc === vpc) ?? [];
  if (error) {
    return (
      <>
        {(['VpcId', 'SubnetId'] as const).map((name) => (
          <label key={name} className="field">
            <span className="field-label">{name === 'VpcId' ? 'Network (VPC)' : 'Subnet'}</span>
            <input
              className="input"
              value={value[name] ?? ''}
              placeholder="found by itself"
              onChange={(e) => onChange({ ...value, [name]: e.target.value })}
              spellCheck={false}
            />
          </label>
        ))}
        <p className="text-xs text-faint">
          Could not list this region&apos;s networks: {error.message}
        </p>
      </>
    );
  }
  return (
    <>
      <label className="field">
        <span className="field-label">Network (VPC)</span>
        <select
          className="input"
          value={value['VpcId'] ?? ''}
          disabled={!data}
          onChange={(e) => onChange({ ...value, VpcId: e.target.value, SubnetId: '' })}
        >
          <option value="">
            {data
              ? data.vpcs.some((v) => v.isDefault)
                ? 'The default network'
                : 'Choose one: there is no default network'
              : 'Reading…'}
          </option>
          {data?.vpcs.map((v) => (
            <option key={v.id} value={v.id}>
              {called(v.name, v.id)}, {v.cidr}
              {v.isDefault ? ', default' : ''}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span className="field-label">
          Subnet <span className="text-faint font-normal">with a route to an internet gateway</span>
        </span>
        <select
          className="input"
          value={value['SubnetId'] ?? ''}
          disabled={!data}
          onChange={(e) => onChange({ ...value, SubnetId: e.target.value })}
        >
          <option value="">One that leads to the internet</option>
          {subnets.map((s) => (
            <option key={s.id} value={s.id} disabled={s.closed !== undefined}>
              {called(s.name, s.id)}, {s.zone}, {s.cidr}
              {s.closed === undefined ? '' : `: ${s.closed}`}
            </option>
          ))}
        </select>
      </label>
      {data && vpc && subnets.every((s) => s.closed !== undefined) && (
        <p className="field-problem" role="alert">
          {subnets.length
            ? 'No subnet of this network has a route to an internet gateway. Choose another network.'
            : 'This network has no subnets.'}
        </p>
      )}
    </>
  );
}
