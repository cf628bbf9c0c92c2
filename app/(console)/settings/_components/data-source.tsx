'use client';
import type { ReactNode } from 'react';
import { useIsAws } from '@/lib/client/backend';
import { useTopic } from '@/lib/client/live/use-topic';
import type { Origin } from '@/lib/domain/account/origin';
import { TopicView } from '@/components/ui/topic-view';
import { SettingsSection } from './section';

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Where everything that is shown comes from. */
export function OriginFacts({ origin: o, aws }: { origin: Origin; aws: boolean }) {
  return (
    <dl className="facts-list">
      <Fact name="Source">{aws ? 'AWS' : 'The local engine'}</Fact>
      <Fact name="Account">
        <code>{o.account}</code>
      </Fact>
      <Fact name="Region">
        <code>{o.region}</code>
      </Fact>
      <Fact name="You">{o.person || 'Unknown'}</Fact>
      <Fact name="Changes">{o.readOnly ?? 'Allowed'}</Fact>
    </dl>
  );
}

const LOADING = (
  <div className="facts-list" role="status" aria-busy="true" aria-label="Loading">
    {Array.from({ length: 5 }, (_, i) => (
      <div key={i}>
        <i className="skeleton w-24 h-4 block" />
        <i className="skeleton w-48 h-4 block" />
      </div>
    ))}
  </div>
);

export function DataSource({ initial }: { initial: Origin | undefined }) {
  const topic = useTopic('origin', [], initial);
  const aws = useIsAws();
  return (
    <SettingsSection id="data" title="Data source">
      <TopicView topic={topic} loading={LOADING}>
        {(origin) => <OriginFacts origin={origin} aws={aws} />}
      </TopicView>
    </SettingsSection>
  );
}
