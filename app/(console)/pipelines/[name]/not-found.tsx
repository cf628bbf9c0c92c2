import { NothingHere } from '@/components/ui/nothing-here';
import { routes } from '@/lib/routes';

export default function PipelineNotFound() {
  return (
    <NothingHere
      noun="pipeline"
      service="CodePipeline"
      list={{ href: routes.pipelines, label: 'All pipelines' }}
    />
  );
}
