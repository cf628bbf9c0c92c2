'use client';
import Link from 'next/link';
import { useEffect, useRef, type MouseEvent } from 'react';
import type { ChangeDone, ChangeRequest } from '@/lib/domain/changes/change';
import { Button } from '@/components/ui/button';
import { isSecondHalf } from '@/components/ui/dialog';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { Acceptance } from './acceptance';
import { Progress, ReverseButton, StopButton } from './progress';
import { InlineCode } from '@/components/ui/inline-code';

function Reverse({
  done: { reverse, watch },
  onReverse,
}: {
  done: ChangeDone;
  onReverse: (request: ChangeRequest) => void;
}) {
  if (!reverse) return null;
  const press = (): void => onReverse(reverse.request);
  return watch && reverse.request.kind === 'stop' ? (
    <StopButton watch={watch} onPress={press} />
  ) : (
    <ReverseButton label={reverse.label} onPress={press} />
  );
}

/** After it: what happened, live progress, the way to look closer, and the reverse action. */
export function Done({
  done,
  request,
  onClose,
  onReverse,
}: {
  done: ChangeDone;
  request: ChangeRequest;
  onClose: () => void;
  onReverse: (request: ChangeRequest) => void;
}) {
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => close.current?.focus(), []);
  // It stands where the button was that was pressed, perhaps twice.
  const onClickCapture = (e: MouseEvent): void => {
    if (!isSecondHalf(e.nativeEvent)) return;
    e.preventDefault();
    e.stopPropagation();
  };
  return (
    <div className="contents" onClickCapture={onClickCapture}>
      <div className="dialog-body">
        <div className="dialog-facts">
          <p className="done-line">
            <StatusIcon status="ok" />
            <span role="status">
              <InlineCode text={done.sentence} />
            </span>
          </p>
          {done.warning && (
            <div className="note k-wait" role="alert">
              <Icon name="warn" />
              <div>
                <InlineCode text={done.warning} />
              </div>
            </div>
          )}
          {done.acceptedAt !== undefined && <Acceptance request={request} at={done.acceptedAt} />}
          {done.watch && <Progress watch={done.watch} />}
        </div>
      </div>
      <div className="dialog-foot">
        <div className="foot-row">
          <Link className="btn large" href={done.href} prefetch={false}>
            {done.hrefLabel}
          </Link>
          <span className="flex-1" />
          <div className="foot-buttons">
            <Reverse done={done} onReverse={onReverse} />
            <Button ref={close} size="large" variant="primary" onClick={onClose}>
              Close
            </Button>
          </div>
        </div>
      </div>
    </div>
  );
}
