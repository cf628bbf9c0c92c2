'use client';
import { useAwsPlace } from '@/lib/client/aws-place';
import { cliLine } from '@/lib/domain/account/aws-cli';
import { callWith, type CallAnswers, type ChangeCall } from '@/lib/domain/changes/change-call';
import { Icon } from '@/components/ui/icon';
import { useCopy } from '@/components/ui/copy';

/** The same call for the AWS CLI, with what has been answered so far. */
export function CopyCall({ call, answers }: { call: ChangeCall; answers: CallAnswers }) {
  const place = useAwsPlace();
  const line = place ? cliLine(callWith(call, answers), place.cli) : '';
  const { said, copy } = useCopy(line);
  if (!place) return null;
  return (
    <button
      type="button"
      className="link text-2xs copy-call"
      onClick={copy}
      title={`${line}\n\nThe call to AWS alone, without Starboard's checks.`}
    >
      <Icon name={said === 'Copied' ? 'check' : 'terminal'} small />
      {said || 'Copy as AWS CLI'}
      <span role="status" className="sr-only">
        {said}
      </span>
    </button>
  );
}
