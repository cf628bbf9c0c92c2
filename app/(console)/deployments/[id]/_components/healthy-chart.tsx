'use client';
import { useId } from 'react';
import { useNow } from '@/lib/client/now';
import {
  healthyHosts,
  healthyWords,
  whichOf,
  type HealthyHosts,
  type MinimumHealthy,
} from '@/lib/domain/deployments/healthy-hosts';
import { duration } from '@/lib/domain/time';
import type { DeploymentView } from '@/lib/domain/views';
import { Panel } from '@/components/ui/panel';

const WIDTH = 600;
const HEIGHT = 72;
const PAD = 4;

/** The chart's lines in its own units: of healthy hosts, and of the minimum. */
function linesOf(h: HealthyHosts, from: number) {
  const span = Math.max(1, h.until - from);
  const x = (at: number): number => Math.round(((at - from) / span) * WIDTH);
  const y = (hosts: number): number =>
    Math.round(HEIGHT - PAD - (hosts / Math.max(1, h.hosts)) * (HEIGHT - 2 * PAD));
  const path = h.steps
    .map(({ at, healthy }, i) => (i ? `H${x(at)}V${y(healthy)}` : `M${x(at)} ${y(healthy)}`))
    .join('');
  return { path: `${path}H${WIDTH}`, minimum: h.minimum === undefined ? undefined : y(h.minimum) };
}

function Chart({ hosts: h, from, words }: { hosts: HealthyHosts; from: number; words: string }) {
  const id = useId();
  const { path, minimum } = linesOf(h, from);
  return (
    <svg
      className="healthy-chart"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-labelledby={id}
    >
      <title id={id}>{words}</title>
      <path className="healthy-area" d={`${path}V${HEIGHT}H0Z`} />
      {minimum !== undefined && (
        <line className="healthy-minimum" x1="0" x2={WIDTH} y1={minimum} y2={minimum} />
      )}
      <path className="healthy-line" d={path} />
    </svg>
  );
}

/** Healthy hosts over the deployment's time, against the minimum that its configuration keeps. */
export function HealthyChart({
  deployment: d,
  minimum,
}: {
  deployment: DeploymentView;
  minimum: MinimumHealthy;
}) {
  const now = useNow();
  const until = Math.max(d.createdAt + 1, d.endedAt ?? (d.over ? d.readAt : now || d.readAt));
  const hosts = healthyHosts(d.targets, minimum, d.createdAt, until);
  if (!hosts) return null;
  const words = healthyWords(hosts, d.over);
  const of =
    hosts.replacing === undefined
      ? `${hosts.hosts}`
      : `the ${hosts.replacing} ${whichOf(hosts.gaining)}`;
  return (
    <Panel
      title={hosts.replacing === undefined ? 'Healthy hosts' : 'Hosts in traffic'}
      of={d.id}
      aside={hosts.minimum === undefined ? undefined : `minimum ${hosts.minimum} of ${of}`}
    >
      <div className="healthy-scale">
        <span aria-hidden="true">{hosts.hosts}</span>
        <span aria-hidden="true">0</span>
        <Chart hosts={hosts} from={d.createdAt} words={words} />
      </div>
      <div className="flex justify-between text-2xs text-faint pl-5" aria-hidden="true">
        <span>start</span>
        <span suppressHydrationWarning>{duration(until - d.createdAt)}</span>
      </div>
      <p className="text-xs mt-2" suppressHydrationWarning>
        {words}
      </p>
    </Panel>
  );
}
