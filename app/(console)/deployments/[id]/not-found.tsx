import { NothingHere } from '@/components/ui/nothing-here';
import { routes } from '@/lib/routes';

export default function DeploymentNotFound() {
  return (
    <NothingHere
      noun="deployment"
      service="CodeDeploy"
      list={{ href: routes.deployments, label: 'All deployments' }}
    />
  );
}
