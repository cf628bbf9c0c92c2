'use client';
import { useState } from 'react';
import type { DeploymentContext } from '@/lib/domain/deployments/deployment';
import type { DeploymentView } from '@/lib/domain/views';
import { ChangesDialog } from '@/components/diff/changes-dialog';
import { Avatar } from '@/components/ui/avatar';
import { DeployedName } from '@/components/ui/deployed-name';
import { Icon } from '@/components/ui/icon';
import { RelativeTime } from '@/components/ui/time';

/** The executions of both revisions, where one pipeline carried them: what is between them can be shown. */
function executionsOf({ what, before }: DeploymentView) {
  if (!what?.pipeline || before?.pipeline !== what.pipeline) return undefined;
  const { execution: to } = what;
  const { execution: from } = before;
  return from !== undefined && to !== undefined && from !== to
    ? { pipeline: what.pipeline, from, to }
    : undefined;
}

function Changes({ deployment }: { deployment: DeploymentView }) {
  const [isOpen, setOpen] = useState(false);
  const executions = executionsOf(deployment);
  if (!executions) return null;
  return (
    <>
      <button type="button" className="link" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Show changes
      </button>
      {isOpen && (
        <ChangesDialog
          title="What this deployment changes"
          {...executions}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

function People({ context }: { context: DeploymentContext | undefined }) {
  if (!context) return null;
  const { author, approved } = context;
  return (
    <>
      {author && (
        <span className="deployed-who">
          <Avatar name={author} />
          {author}
        </span>
      )}
      {approved && (
        <span className="deployed-who text-muted">
          approved by {approved.by} <RelativeTime at={approved.at} suffix=" ago" />
        </span>
      )}
    </>
  );
}

/** What is deployed: from which commit to which, who wrote it, who approved it. */
export function Revisions({
  deployment: d,
  context,
}: {
  deployment: DeploymentView;
  context: DeploymentContext | undefined;
}) {
  const { what, before } = d;
  if (!what) return null;
  const isSame = before?.name === what.name;
  return (
    <div className="deployed-what">
      {before && !isSame && (
        <>
          <DeployedName revision={before} />
          <Icon name="arrow" small />
          <span className="sr-only">to</span>
        </>
      )}
      <DeployedName revision={what} strong />
      {what.revision?.message && (
        <span className="truncate" title={what.revision.message}>
          {what.revision.message}
        </span>
      )}
      {isSame && <span className="text-muted">again</span>}
      <span className="deployed-people">
        <People context={context} />
        <Changes deployment={d} />
      </span>
    </div>
  );
}
