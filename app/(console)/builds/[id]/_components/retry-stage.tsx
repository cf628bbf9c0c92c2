'use client';
import { useTopic } from '@/lib/client/live/use-topic';
import { routes } from '@/lib/routes';
import { ChangeButton } from '@/components/change-dialog/button';
import { Icon } from '@/components/ui/icon';

/**
 * A pipeline's failed build is not run again by itself, for what it makes is the pipeline's: its stage is retried. Of a
 * batch the pipeline knows the batch's id alone.
 */
export function RetryStage({ pipeline, ids }: { pipeline: string; ids: readonly string[] }) {
  const { data, error } = useTopic('pipeline', [pipeline]);
  const pages = ids.map(routes.build);
  const stage = data?.stages.find((s) => s.actions.some((a) => pages.includes(a.href ?? '')));
  const retry = stage?.retry;
  return (
    <ChangeButton
      variant="primary"
      change={{ kind: 'retry', pipeline, ...retry }}
      disabledReason={
        retry ? undefined : whyNot(data !== undefined, error !== null, stage !== undefined)
      }
      label={stage && `Retry ${stage.name}…`}
    >
      <Icon name="retry" small />
      Retry stage…
    </ChangeButton>
  );
}

function whyNot(read: boolean, failed: boolean, found: boolean): string {
  if (!read)
    return failed ? 'the pipeline could not be read' : 'the pipeline has not been read yet';
  return found ? 'the stage cannot be retried now' : 'it is not the newest build of its stage';
}
