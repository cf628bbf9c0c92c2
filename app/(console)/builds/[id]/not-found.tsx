import { NothingHere } from '@/components/ui/nothing-here';
import { routes } from '@/lib/routes';

export default function BuildNotFound() {
  return (
    <NothingHere
      noun="build"
      service="CodeBuild"
      kept="It keeps builds for a year."
      list={{ href: routes.builds, label: 'All builds' }}
    />
  );
}
