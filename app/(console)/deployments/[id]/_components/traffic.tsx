'use client';
import { useTopic } from '@/lib/client/live/use-topic';
import { leftFleet } from '@/lib/domain/deployments/fleets';
import { rerouted, trafficSteps } from '@/lib/domain/deployments/traffic-share';
import type { DeploymentView } from '@/lib/domain/views';
import { BalancerNotes, Balancers } from '@/components/traffic/balancers';
import { MetricsPanel } from '@/components/traffic/metrics-panel';
import { ScalingPanel } from '@/components/traffic/scaling';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { Fleets } from './fleets';
import { shareNames } from './traffic-share';

/** Requests, errors and response times around it, with its turns marked. */
function Metrics({ deployment: d }: { deployment: DeploymentView }) {
  const topic = useTopic('deployment-metrics', [d.id]);
  const steps = trafficSteps(d.targets, d.createdAt, d.endedAt ?? Infinity);
  const { from } = rerouted(steps ?? []);
  const markers = [
    { at: d.createdAt, text: 'start' },
    ...(from !== undefined && from > d.createdAt ? [{ at: from, text: 'new in traffic' }] : []),
    ...(d.endedAt === undefined ? [] : [{ at: d.endedAt, text: 'end' }]),
  ];
  return (
    <MetricsPanel
      topic={topic}
      title="Requests around this deployment"
      steps={steps}
      names={steps && shareNames(d)}
      markers={markers}
      file={`traffic-${d.id}`}
    />
  );
}

/** What stands before its targets: fleets, the balancer, Auto Scaling, and how requests went. */
export function Traffic({ deployment: d }: { deployment: DeploymentView }) {
  const { data, error } = useTopic('deployment-traffic', [d.id]);
  const hasInstances = d.targets.some((t) => t.kind === 'instance');
  const left = data && leftFleet(d, data.fleets, data.groups);
  return (
    <>
      {data && <BalancerNotes traffic={data} />}
      {left !== undefined && (
        <p className="note">
          <Icon name="info" />
          <span>{left}</span>
        </p>
      )}
      {error && !data && (
        <p className="note k-unk">
          <StatusIcon status="unk" />
          <span>What stands before its targets cannot be read: {error.message}</span>
        </p>
      )}
      {d.isBalanced && hasInstances && (
        <Fleets deployment={d} groups={d.over ? [] : (data?.groups ?? [])} />
      )}
      {data && <Balancers traffic={data} />}
      {d.isBalanced && <Metrics deployment={d} />}
      {data && data.fleets.length > 0 && (
        <div className="deployment-cards">
          {data.fleets.map((f) => (
            <ScalingPanel key={f.name} fleet={f} none="It did nothing during this deployment." />
          ))}
        </div>
      )}
    </>
  );
}
