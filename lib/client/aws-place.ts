'use client';
import type { CliPlace } from '@/lib/domain/account/aws-cli';
import type { AwsPlace } from '@/lib/domain/account/aws-object';
import { useTopic } from './live/use-topic';

/** Where the page's objects are; unset until it is known as whom AWS is called. */
export interface Whereabouts {
  readonly cli: CliPlace;
  readonly aws: AwsPlace;
  /** AWS's console has pages of what is there. */
  readonly hasConsole: boolean;
}

export function useAwsPlace(): Whereabouts | undefined {
  const { data } = useTopic('origin', []);
  if (!data) return undefined;
  const { partition, region, account, endpoint, backend } = data;
  return {
    cli: { region, endpoint },
    aws: { partition, region, account },
    hasConsole: backend === 'aws',
  };
}
