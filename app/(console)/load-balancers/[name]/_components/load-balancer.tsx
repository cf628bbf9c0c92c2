'use client';
import Link from 'next/link';
import { useTabSubject } from '@/lib/client/tab';
import { unlessGone, useTopic, type Read } from '@/lib/client/live/use-topic';
import {
  addressOf,
  ENGINE_TIMES,
  schemeWords,
  typeWords,
  type LoadBalancerView,
} from '@/lib/domain/traffic/load-balancer';
import { SUBJECTS } from '@/lib/domain/tab';
import { routes } from '@/lib/routes';
import { StatusLabel } from '@/components/status/status-label';
import { BalancerNotes } from '@/components/traffic/balancers';
import { MetricsPanel } from '@/components/traffic/metrics-panel';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { Copyable } from '@/components/ui/copyable';
import { Icon } from '@/components/ui/icon';
import { PageHead } from '@/components/ui/page-head';
import { Panel } from '@/components/ui/panel';
import { LoadingMeta, LoadingPanels } from '@/components/ui/skeletons';
import { TopicView } from '@/components/ui/topic-view';
import { Listeners } from './listeners';
import { TargetGroups } from './target-groups';

function Head({ name, topic }: { name: string; topic: Read<LoadBalancerView> }) {
  const { data, readAt, error } = topic;
  const crumbs = [
    ['Board', routes.board],
    ['Load balancers', routes.loadBalancers],
  ] as const;
  const aws = { kind: 'load-balancer', name, arn: data?.arn } as const;
  if (!data) return <PageHead crumbs={crumbs} title={name} aws={aws} meta={<LoadingMeta />} />;
  return (
    <PageHead
      crumbs={crumbs}
      title={name}
      aws={aws}
      after={<StatusLabel as="pill" status={data.status} />}
      meta={
        <>
          <span>{typeWords(data.type)}</span>
          {!data.isThisMachine && <span>{schemeWords(data.scheme)}</span>}
          {data.environments.map(({ application, group }) => (
            <Link
              key={`${application}/${group}`}
              href={routes.environment(application, group)}
              prefetch={false}
            >
              Environment {application} {group}
            </Link>
          ))}
          <ConnectionIndicator readAt={readAt} failed={Boolean(error)} />
        </>
      }
    />
  );
}

function Address({ view: v }: { view: LoadBalancerView }) {
  const addresses = (v.listeners ?? []).flatMap((l) => addressOf(v.dns, l) ?? []);
  return (
    <Panel title="Address" of={v.name}>
      {v.reason && <p className="warn-text k-fail">{v.reason}</p>}
      {addresses.map((url) => (
        <a
          key={url}
          className="balancer-address"
          href={url}
          target="_blank"
          rel="noreferrer noopener"
        >
          <code>{url}</code>
          <Icon name="out" small />
        </a>
      ))}
      {!addresses.length && <Copyable text={v.dns} what="the DNS name" />}
      <dl className="balancer-facts">
        {v.zones.length > 0 && (
          <>
            <dt>Zones</dt>
            <dd>{v.zones.join(', ')}</dd>
          </>
        )}
        {v.securityGroups.length > 0 && (
          <>
            <dt>Security groups</dt>
            <dd>{v.securityGroups.join(', ')}</dd>
          </>
        )}
      </dl>
      {v.isThisMachine && <p className="text-xs text-muted mt-2">{ENGINE_TIMES}</p>}
    </Panel>
  );
}

function Metrics({ name }: { name: string }) {
  const topic = useTopic('load-balancer-metrics', [name]);
  return (
    <MetricsPanel
      topic={topic}
      title="Requests in the last three hours"
      steps={undefined}
      names={undefined}
      markers={[]}
      file={`traffic-${name}`}
    />
  );
}

/** All of a load balancer but its metrics, which are read apart. */
export function LoadBalancerParts({ view }: { view: LoadBalancerView }) {
  return (
    <>
      <BalancerNotes traffic={view} />
      <div className="balancer-top">
        <Address view={view} />
        <Listeners view={view} />
      </div>
      <TargetGroups view={view} />
    </>
  );
}

/** A load balancer whole: where it answers, what it does with a request, and how each target is. */
export function LoadBalancer({
  name,
  initial,
}: {
  name: string;
  initial: LoadBalancerView | undefined;
}) {
  const topic = unlessGone(useTopic('load-balancer', [name], initial));
  useTabSubject(topic.data && SUBJECTS['load-balancer'](topic.data));
  return (
    <>
      <Head name={name} topic={topic} />
      <TopicView topic={topic} loading={<LoadingPanels />}>
        {(view) => (
          <>
            <LoadBalancerParts view={view} />
            <Metrics name={name} />
          </>
        )}
      </TopicView>
    </>
  );
}
