'use client';
import dynamic from 'next/dynamic';
import type { Read } from '@/lib/client/live/use-topic';
import type { TrafficMetrics } from '@/lib/domain/traffic/metrics';
import type { TrafficStep } from '@/lib/domain/deployments/traffic-share';
import { Panel } from '@/components/ui/panel';
import { TopicView } from '@/components/ui/topic-view';

const LOADING = (
  <div
    className="card chart-card traffic-loading"
    role="status"
    aria-busy="true"
    aria-label="Loading"
  >
    <div className="card-head">
      <i className="skeleton chart-loading-title" />
    </div>
    <div className="chart-body">
      <i className="skeleton chart-loading" />
    </div>
  </div>
);

/** Charts are loaded by the pages that have some to draw, and when they have. */
const TrafficCharts = dynamic(() => import('./charts'), { ssr: false, loading: () => LOADING });

/** Requests, errors and response times; why there are none, where there are none. */
export function MetricsPanel({
  topic,
  ...chart
}: {
  topic: Read<TrafficMetrics>;
  title: string;
  steps: readonly TrafficStep[] | undefined;
  names: { readonly before: string; readonly after: string } | undefined;
  markers: readonly { readonly at: number; readonly text: string }[];
  file: string;
}) {
  return (
    <TopicView topic={topic} loading={LOADING}>
      {(metrics) =>
        metrics.why === undefined ? (
          <TrafficCharts metrics={metrics} {...chart} />
        ) : (
          <Panel title={chart.title}>
            <p className="text-muted">{metrics.why}</p>
          </Panel>
        )
      }
    </TopicView>
  );
}
