'use client';
import { useTopic } from '@/lib/client/live/use-topic';
import type { Origin } from '@/lib/domain/account/origin';
import { Icon, StatusIcon } from '@/components/ui/icon';

/** Where the data comes from, so that a rehearsal is never mistaken for production. */
export function OriginChip({ initial }: { initial: Origin | undefined }) {
  const { data, error } = useTopic('origin', [], initial);
  return <OriginView data={data} error={error} />;
}

export function OriginView({ data, error }: { data: Origin | undefined; error: Error | null }) {
  if (data?.backend === 'local')
    return (
      <span
        className="origin local"
        title="The data comes from the engine on this machine, not from AWS"
      >
        <Icon name="chip" small />
        local engine
      </span>
    );
  if (!data)
    return (
      <span className="origin k-unk" title={error?.message}>
        {error ? <StatusIcon status="unk" small /> : <Icon name="cloud" small />}
        {error ? 'not signed in' : '…'}
      </span>
    );
  return (
    <span className="origin" title={data.readOnly ?? 'Changes are allowed in this account'}>
      <Icon name={data.readOnly ? 'lock' : 'cloud'} small />
      <span className="origin-place">
        <span className="font-mono">{data.account}</span>
        <span className="text-faint dot">·</span>
        <span>{data.region}</span>
      </span>
      {data.readOnly && <span className="text-faint wide">read-only</span>}
    </span>
  );
}
