'use client';
import { gainingOf, keptWords, waitWords } from '@/lib/domain/deployments/blue-green';
import { isGood } from '@/lib/domain/status';
import type { DeploymentView } from '@/lib/domain/views';
import { Icon } from '@/components/ui/icon';
import { Countdown } from '@/components/ui/time';

const HEADS = {
  reroute: ['Waiting for somebody to reroute traffic', 'stops in'],
  termination: ['The old fleet still runs', 'terminated in'],
} as const;

/** What a blue/green deployment waits for, until when, and what comes then; afterwards what became of the old fleet. */
export function WaitNote({ deployment: d }: { deployment: DeploymentView }) {
  if (d.wait) {
    const [head, before] = HEADS[d.wait.for];
    return (
      <div className={`note ${d.wait.for === 'reroute' ? 'k-wait' : 'k-run'}`}>
        <Icon name="clock" />
        <div>
          <b>{head}</b>
          {d.wait.until !== undefined && (
            <>
              , {before} <Countdown until={d.wait.until} />
            </>
          )}
          . {waitWords(d.wait, d.targets)}
        </div>
      </div>
    );
  }
  if (!d.over || !isGood(d.status) || !d.blueGreen) return null;
  return (
    <div className="note">
      <Icon name="info" />
      <div>{keptWords(d.blueGreen, gainingOf(d.targets))}</div>
    </div>
  );
}
