import { LinkTabs } from '@/components/ui/link-tabs';
import type { ListNames } from '@/lib/domain/projects/project';
import { routes } from '@/lib/routes';

/** The pages of one project; lists that show all projects are filtered to it where one name does. */
export function ProjectTabs({
  name,
  isOurs,
  lists,
  here = routes.project(name),
}: {
  readonly name: string;
  readonly isOurs: boolean;
  readonly lists: ListNames;
  readonly here?: string;
}) {
  return (
    <LinkTabs
      label={`Pages of ${name}`}
      here={here}
      tabs={[
        [routes.project(name), 'Home'],
        [routes.pipeline(name), 'Pipeline'],
        [routes.commitsOf(name), 'Commits'],
        [routes.buildsOf(lists.builds), 'Builds'],
        [routes.deploymentsOf(lists.deployments), 'Deployments'],
        [routes.insightsOf(name), 'Insights'],
        [(isOurs ? routes.projectSettings : routes.pipelineSettings)(name), 'Settings'],
      ]}
    />
  );
}
