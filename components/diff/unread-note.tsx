'use client';
import type { Unread } from '@/lib/domain/commits/comparison';
import { smallestPolicy } from '@/lib/domain/account/policy';
import { Copy } from '@/components/ui/copy';
import { Icon } from '@/components/ui/icon';
import { PolicyStatements } from '@/components/ui/policy-statements';

/** A part that could not be read, and the permission that would mend it. */
export function UnreadNote({ part, unread }: { part: string; unread: Unread }) {
  const why = /[.!?]$/.test(unread.why) ? unread.why : `${unread.why}.`;
  return (
    <div className="note k-unk">
      <Icon name="info" />
      <div className="min-w-0">
        <b>{part} could not be read.</b> {why}
        {unread.nextStep && ` ${unread.nextStep}`}
        {unread.policies && <PolicyStatements policies={unread.policies} />}
        {unread.action && (
          <div className="mt-2">
            <span className="cmd">
              <code className="truncate">{unread.action}</code>
              <Copy text={smallestPolicy(unread.action)} label="Copy the policy" />
            </span>
          </div>
        )}
        {unread.command && (
          <div className="mt-2">
            <span className="cmd">
              <code className="truncate">{unread.command}</code>
              <Copy text={unread.command} label="Copy the command" />
            </span>
          </div>
        )}
      </div>
    </div>
  );
}
