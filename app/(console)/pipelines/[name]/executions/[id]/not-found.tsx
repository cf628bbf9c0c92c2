import { NothingHere } from '@/components/ui/nothing-here';
import { routes } from '@/lib/routes';

export default function ExecutionNotFound() {
  return (
    <NothingHere
      noun="execution"
      service="CodePipeline"
      kept="It keeps executions for a year."
      list={{ href: routes.pipelines, label: 'All pipelines' }}
    />
  );
}
