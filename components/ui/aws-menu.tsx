'use client';
import { Menu as Base } from '@base-ui/react/menu';
import { useAwsPlace, type Whereabouts } from '@/lib/client/aws-place';
import { callsThatShow, cliLine } from '@/lib/domain/account/aws-cli';
import { arnOf, idOf, NOUNS, type AwsObject } from '@/lib/domain/account/aws-object';
import { consoleLink } from '@/lib/domain/account/console-links';
import { useCopy } from './copy';
import { Icon } from './icon';

/** One thing to copy: what it is, and the text itself, so that it is seen before it is pasted. */
function CopyItem({ label, text }: { label: string; text: string }) {
  const { said, copy } = useCopy(text);
  return (
    <Base.Item className="menu-item copy-item" closeOnClick={false} onClick={copy}>
      <span className="flex justify-between gap-3">
        {label}
        <span className="text-xs text-faint" role="status">
          {said}
        </span>
      </span>
      <code className="truncate" title={text}>
        {text}
      </code>
    </Base.Item>
  );
}

function Items({ object, place }: { object: AwsObject; place: Whereabouts }) {
  const link = place.hasConsole ? consoleLink(object, place.aws) : undefined;
  const arn = arnOf(object, place.aws);
  const id = idOf(object);
  return (
    <>
      {link !== undefined && (
        <>
          <Base.LinkItem
            className="menu-item out-item"
            href={link}
            target="_blank"
            rel="noopener noreferrer"
            closeOnClick
          >
            Open this {NOUNS[object.kind]} in AWS&apos;s console
            <Icon name="out" small />
          </Base.LinkItem>
          <Base.Separator className="menu-line" />
        </>
      )}
      <Base.Group>
        <Base.GroupLabel className="menu-label">Copy as AWS CLI</Base.GroupLabel>
        {callsThatShow(object).map(({ label, call }) => (
          <CopyItem key={label} label={label} text={cliLine(call, place.cli)} />
        ))}
      </Base.Group>
      {(id ?? arn) !== undefined && <Base.Separator className="menu-line" />}
      {id !== undefined && <CopyItem label="Copy the ID" text={id} />}
      {arn !== undefined && <CopyItem label="Copy the ARN" text={arn} />}
    </>
  );
}

/** An object as AWS has it: its page in AWS's console, the commands that show it, its ARN. */
export function AwsMenu({ object }: { object: AwsObject }) {
  const place = useAwsPlace();
  return (
    <Base.Root>
      <Base.Trigger className="aws-menu print-off" disabled={!place}>
        <Icon name="terminal" small />
        AWS
        <Icon name="down" small />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className="positioner" sideOffset={4} align="end">
          <Base.Popup className="popover menu aws-popup">
            {place && <Items object={object} place={place} />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
