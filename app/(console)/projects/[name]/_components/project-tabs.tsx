import { LinkTabs } from '@/components/ui/link-tabs';
import { routes } from '@/lib/routes';

/** The pages of one project; lists that show all projects are filtered by its name. */
export function ProjectTabs({
  name,
  isOurs,
  here = routes.project(name),
}: {
  readonly name: string;
  readonly isOurs: boolean;
  readonly here?: string;
}) {
  return (
    <LinkTabs
      label={`Pages of ${name}`}
      here={here}
      tabs={[
        [routes.project(name), 'Home'],
        [routes.pipeline(name), 'Pipeline'],
        [routes.buildsOf(name), 'Builds'],
        [routes.deploymentsOf(name), 'Deployments'],
        [routes.insightsOf(name), 'Insights'],
        [(isOurs ? routes.projectSettings : routes.pipelineSettings)(name), 'Settings'],
      ]}
    />
  );
}
