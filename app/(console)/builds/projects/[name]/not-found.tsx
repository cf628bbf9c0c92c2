import { NothingHere } from '@/components/ui/nothing-here';
import { routes } from '@/lib/routes';

export default function BuildProjectNotFound() {
  return (
    <NothingHere
      noun="build project"
      service="CodeBuild"
      list={{ href: routes.builds, label: 'All builds' }}
    />
  );
}
