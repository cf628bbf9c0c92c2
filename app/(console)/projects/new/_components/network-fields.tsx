'use client';
import { useQuery } from '@tanstack/react-query';
import { fetchJson, type ReadError } from '@/lib/client/fetch-json';
import type { Networks } from '@/lib/domain/projects/project';
import { routes } from '@/lib/routes';
import { Field, Input, Select } from '@/components/ui/field';

type Values = Readonly<Record<string, string>>;
interface Props {
  readonly value: Values;
  readonly onChange: (value: Values) => void;
  /** Whether one subnet is asked for. */
  readonly asksSubnet: boolean;
}

const called = (name: string, id: string): string => (name ? `${name} (${id})` : id);

/** Network and subnet out of those that are there; typed where they cannot be read. */
export function NetworkFields({ value, onChange, asksSubnet }: Props) {
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
        {(asksSubnet ? (['VpcId', 'SubnetId'] as const) : (['VpcId'] as const)).map((name) => (
          <Field
            key={name}
            name={`parameters.${name}`}
            label={name === 'VpcId' ? 'Network (VPC)' : 'Subnet'}
          >
            <Input
              value={value[name] ?? ''}
              placeholder="found by itself"
              onChange={(text) => onChange({ ...value, [name]: text })}
              spellCheck={false}
            />
          </Field>
        ))}
        <p className="text-xs text-faint">
          Could not list this region&apos;s networks: {error.message}
        </p>
      </>
    );
  }
  return (
    <>
      <Field name="parameters.VpcId" label="Network (VPC)">
        <Select
          value={value['VpcId'] ?? ''}
          disabled={!data}
          onChange={(VpcId) => onChange({ ...value, VpcId, SubnetId: '' })}
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
        </Select>
      </Field>
      {asksSubnet && (
        <Field
          name="parameters.SubnetId"
          label={
            <>
              Subnet{' '}
              <span className="text-faint font-normal">with a route to an internet gateway</span>
            </>
          }
        >
          <Select
            value={value['SubnetId'] ?? ''}
            disabled={!data}
            onChange={(SubnetId) => onChange({ ...value, SubnetId })}
          >
            <option value="">One that leads to the internet</option>
            {subnets.map((s) => (
              <option key={s.id} value={s.id} disabled={s.closed !== undefined}>
                {called(s.name, s.id)}, {s.zone}, {s.cidr}
                {s.closed === undefined ? '' : `: ${s.closed}`}
              </option>
            ))}
          </Select>
        </Field>
      )}
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
