import { NothingHere } from '@/components/ui/nothing-here';
import { routes } from '@/lib/routes';

export default function LoadBalancerNotFound() {
  return (
    <NothingHere
      noun="load balancer"
      service="Elastic Load Balancing"
      sought="load balancer"
      list={{ href: routes.environments, label: 'All environments' }}
    />
  );
}
