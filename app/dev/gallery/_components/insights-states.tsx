'use client';
import { Builds } from '@/app/(console)/insights/_components/builds';
import { HistoryView } from '@/app/(console)/insights/_components/insights';
import { DeliveryLoading } from '@/app/(console)/insights/_components/loading';
import { MetricCard } from '@/app/(console)/insights/_components/metric';
import { MetricChart } from '@/app/(console)/insights/_components/metric-chart';
import { TestsView } from '@/app/(console)/insights/_components/tests';
import * as f from './insights-fixtures';

const noop = (): void => undefined;

/** Each chart of insights: with a month behind it, with three deployments, with none, and on its way. */
export function InsightsStates() {
  return (
    <>
      <HistoryView data={f.FULL} view="delivery" />
      {f.FULL.metrics.slice(1).map((m) => (
        <MetricChart key={m.key} data={f.FULL} metric={m} chosen={undefined} onChoose={noop} />
      ))}
      <div className="metrics">
        {f.THIN.metrics.map((m) => (
          <MetricCard key={m.key} metric={m} chosen={false} onChoose={noop} />
        ))}
      </div>
      {f.THIN.metrics.slice(1, 2).map((m) => (
        <MetricChart key={m.key} data={f.THIN} metric={m} chosen={undefined} onChoose={noop} />
      ))}
      <HistoryView data={f.NONE} view="delivery" />
      <DeliveryLoading />
      <HistoryView data={f.PARTLY} view="stages" />
      <Builds data={f.BUILDS} />
      <Builds data={f.BUILDS_COMING} />
      <TestsView data={f.TESTS_FOUND} />
      <TestsView data={f.TESTS_COMING} />
      <TestsView data={f.TESTS_NONE} />
    </>
  );
}
