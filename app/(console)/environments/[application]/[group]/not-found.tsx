import { NothingHere } from '@/components/ui/nothing-here';
import { routes } from '@/lib/routes';

export default function EnvironmentNotFound() {
  return (
    <NothingHere
      noun="environment"
      service="CodeDeploy"
      sought="deployment group"
      list={{ href: routes.environments, label: 'All environments' }}
    />
  );
}
