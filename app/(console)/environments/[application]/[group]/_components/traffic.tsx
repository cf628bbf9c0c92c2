import type { TrafficView } from '@/lib/domain/traffic/traffic';
import { Balancers } from '@/components/traffic/balancers';
import { ScalingPanel } from '@/components/traffic/scaling';

/** What stands before the instances, and what keeps their number. */
export function EnvironmentTraffic({ traffic }: { traffic: TrafficView }) {
  return (
    <>
      <Balancers traffic={traffic} />
      {traffic.fleets.length > 0 && (
        <div className="env-cards">
          {traffic.fleets.map((f) => (
            <ScalingPanel
              key={f.name}
              fleet={f}
              none="It has done nothing in the last six weeks."
            />
          ))}
        </div>
      )}
    </>
  );
}
