'use client';
import type { BuildInsights } from '@/lib/domain/insights/builds';
import { routes } from '@/lib/routes';
import { Empty } from '@/components/ui/states';
import { useDates } from './dates';
import { Durations } from './durations';
import { Minutes } from './minutes';
import { SoFar } from './so-far';

const HOW = [
  'From the submission of a build to its end, its time in the queue included. ' +
    'The median and the 90th percentile are of builds that succeeded: one that fails ends early.',
  'The 90th percentile is shown from ten builds on, a trend and a comparison from five.',
];

/** How long builds take, and what AWS bills for them. */
export function Builds({ data }: { data: BuildInsights }) {
  const dates = useDates();
  const { found, soFar, period } = data;
  if (!found) return soFar ? <SoFar soFar={soFar} period={period} /> : null;
  if (!found.minutes.builds && !found.durations.length)
    return (
      <Empty title="No builds in this period">
        <p>Durations and minutes appear here once a build has ended.</p>
      </Empty>
    );
  return (
    <>
      {found.since !== undefined && (
        <p className="note k-unk">
          <span>
            Builds before <b>{dates.moment(found.since)}</b> are not counted: there are more than
            can be read.
          </span>
        </p>
      )}
      <Minutes minutes={found.minutes} durations={found.durations} period={period} />
      <Durations
        title="All projects"
        what="project"
        series={found.durations}
        period={period}
        hrefOf={(_, p) => routes.build(p.id)}
        how={HOW}
      />
      {found.projectsLeft > 0 && (
        <p className="text-muted mb-4">
          {found.projectsLeft} projects with fewer builds are not listed. Choose a pipeline to see
          its own.
        </p>
      )}
    </>
  );
}
