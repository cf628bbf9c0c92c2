'use client';
import { useMemo } from 'react';
import { arraySource } from '@/lib/client/log/array-source';
import { useHookLog } from '@/lib/client/log/use-followed';
import { duration } from '@/lib/domain/time';
import type { LifecycleCell, TargetKind, TargetView } from '@/lib/domain/views';
import { LogView } from '@/components/log-viewer/log-view';
import { StatusLabel } from '@/components/status/status-label';
import { Copy } from '@/components/ui/copy';
import { Icon } from '@/components/ui/icon';

interface Props {
  readonly deployment: string;
  readonly target: TargetView;
  readonly cell: LifecycleCell;
  readonly onClose: () => void;
}

/** One cell of the grid: its script log, complete, or what there is in place of one. */
export function HookLog({ deployment, target, cell, onClose }: Props) {
  return (
    <aside className="hook-log" aria-label={`${cell.event} on ${target.id}`}>
      <header>
        <h2 className="truncate">
          {cell.event} <span className="text-faint font-normal">on</span> <code>{target.id}</code>
        </h2>
        <span className="flex-1" />
        <StatusLabel status={cell.status} />
        <span className="text-xs text-faint">{cell.ms === undefined ? '' : duration(cell.ms)}</span>
        <button type="button" className="icon-btn" aria-label="Close the log" onClick={onClose}>
          <Icon name="close" small />
        </button>
      </header>
      {target.kind === 'instance' ? (
        <ScriptLog deployment={deployment} target={target.id} event={cell.event} />
      ) : (
        <WithoutScripts kind={target.kind} cell={cell} />
      )}
    </aside>
  );
}

function ScriptLog({
  deployment,
  target,
  event,
}: {
  deployment: string;
  target: string;
  event: string;
}) {
  const log = useHookLog(deployment, target, event);
  const title = `Log of ${event}`;
  const source = useMemo(() => arraySource({ ...log, title }), [log, title]);
  return (
    <>
      {log.note && (
        <p className="note k-unk">
          <Icon name="info" />
          <span>{log.note}</span>
        </p>
      )}
      <LogView title={title} source={source} empty="This event's scripts have no output yet." />
    </>
  );
}

/** Who does the work of an event, where no script runs. */
const WORKER: Readonly<Record<Exclude<TargetKind, 'instance'>, string>> = {
  ecs: 'CodeDeploy and ECS do this step; the AppSpec can name a Lambda function for the ones between.',
  lambda:
    'CodeDeploy does this step; the AppSpec can name a Lambda function for the ones around it.',
  cloudformation: 'CloudFormation does this step; the template can name a Lambda function for it.',
};

/** A hook of ECS and Lambda is a function (CodeDeploy user guide, "AppSpec 'hooks' section"): its log is its own. */
function WithoutScripts({
  kind,
  cell,
}: {
  kind: Exclude<TargetKind, 'instance'>;
  cell: LifecycleCell;
}) {
  const name = cell.hook?.split(':function:').pop()?.split(':')[0];
  // What others wrote becomes a command to copy only where it is a function's name and no more.
  const command =
    name && /^[\w-]+$/.test(name) ? `aws logs tail /aws/lambda/${name} --since 1h` : undefined;
  return (
    <div className="card p-4 grid gap-2">
      {cell.message && <p className="[overflow-wrap:anywhere]">{cell.message}</p>}
      {name ? (
        <>
          <p>
            This event runs the Lambda function <code>{name}</code>. CodeDeploy tells only how it
            ended; its output is in its own log group.
          </p>
          {command && (
            <span className="cmd">
              <code className="truncate">{command}</code>
              <Copy text={command} label="Copy the command" />
            </span>
          )}
        </>
      ) : (
        <p className="text-muted">{WORKER[kind]} There is no script log.</p>
      )}
    </div>
  );
}
