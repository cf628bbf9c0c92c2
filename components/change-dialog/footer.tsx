'use client';
import type { RefCallback } from 'react';
import type { ChangePreview } from '@/lib/domain/changes/change';
import { useHydrated } from '@/lib/client/hydrated';
import { useZone } from '@/lib/client/zone';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { Kbd } from '@/components/ui/kbd';
import { CopyCall } from './copy-call';
import { Durations } from './durations';

interface Props {
  readonly preview: ChangePreview;
  readonly sending: boolean;
  readonly busy: boolean;
  readonly reason: string;
  readonly onReason: (text: string) => void;
  /** A rule is overridden: then a reason is needed for whatever else the change asks. */
  readonly isOverridden?: boolean;
  readonly variables?: Readonly<Record<string, string>> | undefined;
  readonly confirmation: string;
  readonly onConfirmation: (text: string) => void;
  readonly disabledReason: string | undefined;
  readonly focus: RefCallback<HTMLElement>;
  readonly onPress: () => void;
  readonly onCancel: () => void;
}

type ConfirmationProps = Pick<
  Props,
  'preview' | 'confirmation' | 'onConfirmation' | 'sending' | 'focus'
>;

/** What has to be typed first, where the change destroys something. */
function ConfirmationField({
  preview: p,
  confirmation,
  onConfirmation,
  sending,
  focus,
}: ConfirmationProps) {
  return (
    <Field
      name="confirmation"
      label={
        <>
          Type <code>{p.confirmation}</code> {p.confirmationReason ?? 'to delete it'}
        </>
      }
    >
      <Input
        ref={focus}
        className="mono"
        value={confirmation}
        onChange={onConfirmation}
        autoComplete="off"
        spellCheck={false}
        disabled={sending}
      />
    </Field>
  );
}

type ReasonProps = Pick<
  Props,
  'preview' | 'reason' | 'onReason' | 'isOverridden' | 'sending' | 'focus'
>;

function ReasonField({
  preview: p,
  reason,
  onReason,
  isOverridden = false,
  sending,
  focus,
}: ReasonProps) {
  const isRequired = p.reason === 'required' || isOverridden;
  return (
    <Field
      name="reason"
      label={
        <>
          {isRequired ? 'Reason' : 'Comment'}{' '}
          <span className="text-faint font-normal">
            {isRequired ? 'required' : 'optional'}. {p.reasonHint}
          </span>
        </>
      }
    >
      <Input ref={focus} value={reason} onChange={onReason} maxLength={600} disabled={sending} />
    </Field>
  );
}

/** Why, how long, and the one button named after its effect. */
export function ChangeFooter(props: Props) {
  const { preview: p, sending, busy, disabledReason, focus, onPress, onCancel } = props;
  const { clock, name: zoneName } = useZone();
  const isMac = useHydrated() && navigator.platform.startsWith('Mac');
  return (
    // Enter alone decides nothing: it is pressed in a comment without a thought.
    <form
      className="dialog-foot"
      onSubmit={(e) => e.preventDefault()}
      onKeyDown={(e) => {
        if (e.key !== 'Enter' || !(e.ctrlKey || e.metaKey)) return;
        e.preventDefault();
        onPress();
      }}
    >
      <div className="foot-row">
        {p.confirmation !== undefined && <ConfirmationField {...props} />}
        {p.reason !== 'none' && <ReasonField {...props} />}
        <Durations ms={p.durations} />
        <div className="foot-buttons">
          <Button
            size="large"
            onClick={onCancel}
            ref={p.reason === 'none' && p.confirmation === undefined ? focus : undefined}
          >
            Cancel
          </Button>
          <Button
            size="large"
            variant={p.danger ? 'danger' : 'primary'}
            disabled={busy}
            disabledReason={disabledReason}
            aria-keyshortcuts="Control+Enter Meta+Enter"
            onClick={onPress}
            onOff={onPress}
          >
            {sending ? 'Sending…' : p.button}
            {!sending && (
              <span className="phone-off" aria-hidden="true">
                <Kbd>{isMac ? '⌘↵' : 'Ctrl ↵'}</Kbd>
              </span>
            )}
          </Button>
        </div>
      </div>
      <div className="foot-note">
        <p className="text-2xs text-faint">
          As seen at {clock(p.seenAt)} {zoneName(p.seenAt)}. If anything changes first, nothing
          happens and you see the new state.
          {disabledReason !== undefined && !p.blocked ? ` ${disabledReason}` : ''}
        </p>
        {p.call && p.blocked === undefined && (
          <CopyCall call={p.call} answers={{ reason: props.reason, variables: props.variables }} />
        )}
      </div>
    </form>
  );
}
