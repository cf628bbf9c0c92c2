'use client';
import { shortRevision } from '@/lib/domain/commits/revision';
import { isReroutingBack } from '@/lib/domain/deployments/blue-green';
import { shareNow } from '@/lib/domain/deployments/fleets';
import { percent, shareOf } from '@/lib/domain/deployments/traffic-share';
import type { DeploymentView } from '@/lib/domain/views';
import { Panel } from '@/components/ui/panel';

/** What the two shares are called: by their commits, else by what they are. */
export function shareNames({ style, targets, what, before }: DeploymentView): {
  before: string;
  after: string;
} {
  if (isReroutingBack({ style, targets })) return { before: 'green', after: 'blue' };
  const isBlueGreen = style === 'BLUE_GREEN';
  const name = (r: DeploymentView['what'], word: string): string =>
    r?.revision?.sha ? `${shortRevision(r.revision)}, ${word}` : word;
  return {
    before: name(before, isBlueGreen ? 'blue' : 'old'),
    after: name(what, isBlueGreen ? 'green' : 'new'),
  };
}

const many = (n: number): string => `${n} ${n === 1 ? 'instance' : 'instances'}`;

/** Who gets requests: the share of what is deployed, and of what was there before, by instances in traffic. */
export function TrafficShare({ deployment: d }: { deployment: DeploymentView }) {
  const step = shareNow(d);
  if (!step) return null;
  const share = shareOf(step);
  const names = shareNames(d);
  const out = d.targets.filter((t) => t.kind === 'instance').length - step.before - step.after;
  const none = step.before + step.after === 0;
  return (
    <Panel title="Traffic share" of={d.id} aside={d.over ? 'when it ended' : 'now'}>
      {none ? (
        <p>No instance is in traffic.</p>
      ) : (
        <div className="share-bar" aria-hidden="true">
          {share > 0 && (
            <span className="is-new" style={{ flexGrow: share }}>
              {percent(share)}
            </span>
          )}
          {share < 1 && (
            <span className="is-old" style={{ flexGrow: 1 - share }}>
              {percent(1 - share)}
            </span>
          )}
        </div>
      )}
      <ul className="share-legend">
        <li>
          <i className="is-new" aria-hidden="true" />
          <span className="sr-only">{percent(none ? 0 : share)} to </span>
          {names.after}: {many(step.after)}
        </li>
        <li>
          <i className="is-old" aria-hidden="true" />
          <span className="sr-only">{percent(none ? 0 : 1 - share)} to </span>
          {names.before}: {many(step.before)}
        </li>
        {out > 0 && (
          <li className="text-muted">
            <i className="is-out" aria-hidden="true" />
            {many(out)} out of traffic
          </li>
        )}
      </ul>
      <p className="text-xs text-faint mt-1">
        By instances that CodeDeploy has registered; the load balancer gives each the same.
      </p>
    </Panel>
  );
}
