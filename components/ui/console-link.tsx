'use client';
import { useAwsPlace } from '@/lib/client/aws-place';
import { NOUNS, type AwsObject } from '@/lib/domain/account/aws-object';
import { consoleLink } from '@/lib/domain/account/console-links';
import { OutLink } from './out-link';

/** An object's page in AWS's console, as an icon beside its name; nothing on the embedded engine, which has no console. */
export function ConsoleLink({ object, about }: { object: AwsObject; about: string }) {
  const place = useAwsPlace();
  const href = place?.hasConsole ? consoleLink(object, place.aws) : undefined;
  if (href === undefined) return null;
  return (
    <OutLink bare href={href} label={`This ${NOUNS[object.kind]} in AWS's console`} about={about} />
  );
}
