import { NothingHere } from '@/components/ui/nothing-here';
import { routes } from '@/lib/routes';

export default function ProjectNotFound() {
  return (
    <NothingHere
      noun="project"
      service="CloudFormation"
      sought="stack of a project"
      list={{ href: routes.board, label: 'The board' }}
    />
  );
}
