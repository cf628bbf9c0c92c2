'use client';
import { Fleets } from '@/app/(console)/deployments/[id]/_components/fleets';
import { HealthyChart } from '@/app/(console)/deployments/[id]/_components/healthy-chart';
import {
  shareNames,
  TrafficShare,
} from '@/app/(console)/deployments/[id]/_components/traffic-share';
import { WaitNote } from '@/app/(console)/deployments/[id]/_components/wait-note';
import { EnvironmentTraffic } from '@/app/(console)/environments/[application]/[group]/_components/traffic';
import { LoadBalancerParts } from '@/app/(console)/load-balancers/[name]/_components/load-balancer';
import { BalancerNotes } from '@/components/traffic/balancers';
import TrafficCharts from '@/components/traffic/charts';
import { trafficSteps } from '@/lib/domain/deployments/traffic-share';
import { CONTEXT } from './deployment-fixtures';
import { Section } from './section';
import * as f from './traffic-fixtures';

const steps = trafficSteps(f.SHIFTING.targets, f.SHIFTING.createdAt, Infinity);
const MARKERS = [
  { at: f.SHIFTING.createdAt, text: 'start' },
  { at: steps?.find((s) => s.after > 0)?.at ?? 0, text: 'new in traffic' },
];

function Cards({ of: d }: { of: typeof f.READY }) {
  return (
    <div className="deployment-cards">
      <TrafficShare deployment={d} />
      <HealthyChart deployment={d} minimum={CONTEXT.minimum} />
    </div>
  );
}

/** Traffic in every state: fleets, waits, requests over time, Auto Scaling, a load balancer's page. */
export function TrafficStates() {
  return (
    <>
      <Section title="Waits of a blue/green deployment">
        {[f.READY, f.TERMINATING, f.KEPT, f.REROUTED_BACK].map((d, i) => (
          <WaitNote key={i} deployment={d} />
        ))}
      </Section>
      <Section title="Fleets: ready, shifting, being made">
        <Cards of={f.SHIFTING} />
        <Fleets deployment={f.SHIFTING} groups={[f.SHIFTING_GROUP]} />
        <Fleets deployment={f.READY} groups={[f.READY_GROUP]} />
        <Fleets deployment={f.PROVISIONING} groups={[]} />
        <Cards of={f.REROUTED_BACK} />
        <Fleets deployment={f.REROUTED_BACK} groups={[]} />
      </Section>
      <Section title="Fleets in place: on the way, failed">
        <Cards of={f.IN_PLACE} />
        <Fleets deployment={f.IN_PLACE} groups={[]} />
        <Cards of={f.IN_PLACE_FAILED} />
        <Fleets deployment={f.IN_PLACE_FAILED} groups={[]} />
      </Section>
      <Section title="Requests around a deployment">
        <TrafficCharts
          title="Requests around this deployment"
          metrics={f.METRICS}
          steps={steps}
          names={shareNames(f.SHIFTING)}
          markers={MARKERS}
          file="traffic"
        />
        <TrafficCharts
          title="Requests around a deployment of seconds"
          metrics={f.METRICS}
          steps={undefined}
          names={undefined}
          markers={f.SECONDS_APART}
          file="traffic"
        />
        <TrafficCharts
          title="Requests in the last three hours"
          metrics={f.NO_REQUESTS}
          steps={undefined}
          names={undefined}
          markers={[]}
          file="traffic"
        />
      </Section>
      <Section title="Auto Scaling groups">
        <EnvironmentTraffic
          traffic={{
            balancers: [f.BALANCER_REF],
            groups: [f.SHIFTING_GROUP],
            fleets: [f.FLEET, f.QUIET_FLEET],
            of: { application: 'orders-api', group: 'production' },
            unread: [],
            moving: true,
          }}
        />
        <BalancerNotes
          traffic={{
            groups: [],
            unread: [
              'orders-elb is a Classic Load Balancer, which Starboard does not read. Who is in it is known from CodeDeploy’s events alone.',
            ],
          }}
        />
      </Section>
      <Section title="Load balancer">
        <LoadBalancerParts view={f.BALANCER} />
      </Section>
      <Section title="Load balancer, not read whole, without listeners">
        <LoadBalancerParts view={f.UNREAD_BALANCER} />
        <LoadBalancerParts view={f.BARE_BALANCER} />
      </Section>
    </>
  );
}
