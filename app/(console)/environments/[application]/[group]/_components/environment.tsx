'use client';
import Link from 'next/link';
import { useAddressState } from '@/lib/client/address-state';
import { useTabSubject } from '@/lib/client/tab';
import { unlessGone, useTopic, type Read } from '@/lib/client/live/use-topic';
import { rollbackEventWords, styleWords } from '@/lib/domain/deployments/deployment';
import { driftWords, type EnvironmentView } from '@/lib/domain/deployments/environment';
import type { TrafficView } from '@/lib/domain/traffic/traffic';
import { HEALTHY, UNHEALTHY, UNKNOWN } from '@/lib/domain/status';
import { SUBJECTS } from '@/lib/domain/tab';
import { routes } from '@/lib/routes';
import { ChangeButton } from '@/components/change-dialog/button';
import { StatusLabel } from '@/components/status/status-label';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { DeployedName } from '@/components/ui/deployed-name';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { PageHead } from '@/components/ui/page-head';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/time';
import { LoadingMeta, LoadingPanels } from '@/components/ui/skeletons';
import { TopicView } from '@/components/ui/topic-view';
import { TwoOwners } from '@/components/ui/two-owners';
import { BalancerNotes } from '@/components/traffic/balancers';
import { Console } from './console';
import { FireDrills } from './fire-drill';
import { History } from './history';
import { Instances } from './instances';
import { EnvironmentTraffic } from './traffic';

interface Props {
  readonly application: string;
  readonly group: string;
  readonly initial: EnvironmentView | undefined;
}

const requestOf = ({ application, group, origin }: EnvironmentView) =>
  origin
    ? ({ kind: 'rollback', pipeline: origin.pipeline, stage: origin.stage } as const)
    : ({ kind: 'deploy-revision', pipeline: application, stage: group } as const);

function Head({
  application,
  group,
  topic,
}: Omit<Props, 'initial'> & { topic: Read<EnvironmentView> }) {
  const { data, readAt, error } = topic;
  const crumbs = [
    ['Board', routes.board],
    ['Environments', routes.environments],
  ] as const;
  const title = `${application} → ${group}`;
  const aws = { kind: 'deployment-group', application, group } as const;
  if (!data) return <PageHead crumbs={crumbs} title={title} aws={aws} meta={<LoadingMeta />} />;
  return (
    <PageHead
      crumbs={crumbs}
      title={title}
      aws={aws}
      after={data.last && <StatusLabel as="pill" status={data.last.status} />}
      actions={
        <ChangeButton
          change={requestOf(data)}
          disabledReason={data.moving ? 'a deployment is running' : undefined}
        >
          <Icon name="undo" small />
          Roll back…
        </ChangeButton>
      }
      meta={
        <>
          <span>
            {data.platform === 'Server' ? styleWords(data.style, data.config) : data.platform}
          </span>
          {data.origin && (
            <Link href={routes.pipeline(data.origin.pipeline)} prefetch={false}>
              Pipeline {data.origin.pipeline}, {data.origin.stage}
            </Link>
          )}
          {data.last && (
            <Link href={routes.deployment(data.last.id)} prefetch={false}>
              Last deployment <RelativeTime at={data.last.createdAt} suffix=" ago" still />
            </Link>
          )}
          <ConnectionIndicator readAt={readAt} failed={Boolean(error)} />
        </>
      }
    />
  );
}

function healthOf({ health }: NonNullable<EnvironmentView['address']>) {
  if (health.asking) return UNKNOWN;
  return health.ok ? HEALTHY : UNHEALTHY;
}

function Now({ view }: { view: EnvironmentView }) {
  const { live, liveAt, address } = view;
  return (
    <Panel title="Live" aside={liveAt > 0 ? <RelativeTime at={liveAt} suffix=" ago" /> : undefined}>
      {live ? (
        <p className="env-live">
          <DeployedName revision={live} strong message />
        </p>
      ) : (
        <p className="text-muted">Nothing was deployed here with success yet.</p>
      )}
      {address && (
        <>
          <div className="flex items-center justify-between gap-3 mt-2">
            <a className="address" href={address.url} target="_blank" rel="noreferrer noopener">
              <span className="truncate">{address.url.replace(/^https?:\/\//, '')}</span>
              <Icon name="out" small />
            </a>
            <StatusLabel status={healthOf(address)} />
          </div>
          <p className="text-xs text-muted">Now: {address.health.word}</p>
        </>
      )}
    </Panel>
  );
}

function Settings({ view }: { view: EnvironmentView }) {
  return (
    <Panel title="When a deployment fails">
      <p>
        {view.rollsBackOn.length
          ? `CodeDeploy rolls back automatically ${rollbackEventWords(view.rollsBackOn) ?? ''}.`
          : 'Automatic rollback is off. Hosts keep what the failed deployment left on them.'}
      </p>
      {view.alarms.length > 0 && (
        <p className="text-xs text-muted">
          Alarms that stop a deployment: {view.alarms.join(', ')}
        </p>
      )}
      {view.secondOwner !== undefined && <TwoOwners />}
    </Panel>
  );
}

/** What of the balancer cannot be read, or is wrong with it. */
function TrafficUnread({ topic: { data, error } }: { topic: Read<TrafficView> }) {
  if (data) return <BalancerNotes traffic={data} />;
  return error ? (
    <p className="note k-unk">
      <StatusIcon status="unk" />
      <span>What stands before its instances cannot be read: {error.message}</span>
    </p>
  ) : null;
}

/** A deployment group whole: what is live, on which instance, and what was deployed before. */
export function Environment({ application, group, initial }: Props) {
  const topic = unlessGone(useTopic('environment', [application, group], initial));
  const traffic = useTopic('environment-traffic', [application, group]);
  const [open, setOpen] = useAddressState('console');
  useTabSubject(topic.data && SUBJECTS.environment(topic.data));
  return (
    <>
      <Head application={application} group={group} topic={topic} />
      <TopicView topic={topic} loading={<LoadingPanels />}>
        {(view) => {
          const drift = driftWords(view.instances ?? []);
          return (
            <div className="env">
              {view.unread.map((text) => (
                <p key={text} className="note k-unk">
                  <StatusIcon status="unk" />
                  <span>{text}</span>
                </p>
              ))}
              <TrafficUnread topic={traffic} />
              {drift !== undefined && !view.moving && (
                <p className="note k-wait">
                  <Icon name="warn" />
                  <span>
                    <b>Drift.</b> {drift} Deploy a revision again to bring them together.
                  </span>
                </p>
              )}
              <div className="env-cards">
                <Now view={view} />
                <Settings view={view} />
              </div>
              <Instances
                view={view}
                groups={traffic.data?.groups ?? []}
                open={open}
                onOpen={setOpen}
              />
              {view.canManage && view.instances?.some((i) => i.id === open) && (
                <Console key={open} id={open} onClose={() => setOpen('')} />
              )}
              {traffic.data && <EnvironmentTraffic traffic={traffic.data} />}
              <History view={view} />
              {view.canManage && view.live && <FireDrills view={view} />}
            </div>
          );
        }}
      </TopicView>
    </>
  );
}
