'use client';
import { overallCause, type DeploymentContext } from '@/lib/domain/deployments/deployment';
import { causeOf, tailLines } from '@/lib/domain/deployments/failure-cause';
import { failuresOf, type FailedTogether } from '@/lib/domain/deployments/targets';
import { isFailure, isStopped } from '@/lib/domain/status';
import type { DeploymentView } from '@/lib/domain/views';
import { StatusIcon } from '@/components/ui/icon';

/** So many different failures are told in full; the grid has all of them. */
const MOST_FAILURES = 3;

/** `ValidateService on 1 of 4: curl got 502 for 30 s`; AWS's own words are one click away. */
function Failure({
  failure: f,
  of,
  context,
}: {
  failure: FailedTogether;
  of: number;
  context: DeploymentContext | undefined;
}) {
  const [target = ''] = f.targets;
  const cause =
    context?.causes.find((c) => c.event === f.event && c.target === target)?.cause ??
    causeOf(f.message, tailLines(f.logTail)) ??
    f.message;
  const isOwn = cause !== undefined && cause !== f.message;
  return (
    <div className="note k-fail">
      <StatusIcon status="fail" />
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p>
          <b>
            {f.event} on {f.targets.length} of {of}
            {cause ? ': ' : ' failed'}
          </b>
          {cause}
        </p>
        <p className="text-xs text-muted">
          <code>{target}</code>
          {f.targets.length > 1 && ` and ${f.targets.length - 1} more`}
        </p>
        {isOwn && (f.message || f.logTail) && (
          <details className="text-xs mt-1">
            <summary>What CodeDeploy says</summary>
            <p>{f.message}</p>
            {f.logTail && (
              <pre
                className="mt-2 font-mono whitespace-pre-wrap [overflow-wrap:anywhere]"
                tabIndex={0}
              >
                {f.logTail}
              </pre>
            )}
          </details>
        )}
      </div>
    </div>
  );
}

/** Why it did not succeed: by its targets' events, and in CodeDeploy's code where that adds to it. */
export function Failures({
  deployment: d,
  context,
}: {
  deployment: DeploymentView;
  context: DeploymentContext | undefined;
}) {
  const failures = failuresOf(d.targets);
  const told = failures.slice(0, MOST_FAILURES);
  const isHosts = d.code === 'HEALTH_CONSTRAINTS' && told.length > 0;
  const overall =
    (isFailure(d.status) || isStopped(d.status)) && !isHosts
      ? overallCause(d.code, d.problem, context?.alarms ?? [])
      : undefined;
  const key = isFailure(d.status) ? 'fail' : 'stop';
  return (
    <>
      {overall !== undefined && (
        <div className={`note k-${key}`}>
          <StatusIcon status={key} />
          <div className="min-w-0 [overflow-wrap:anywhere]">
            <b>The deployment {key === 'fail' ? 'failed' : 'was stopped'}.</b> {overall}
          </div>
        </div>
      )}
      {told.map((f) => (
        <Failure
          key={`${f.event}${f.message ?? ''}`}
          failure={f}
          of={d.targets.length}
          context={context}
        />
      ))}
      {failures.length > told.length && (
        <p className="text-xs text-muted mb-3">
          {failures.length - told.length} more kinds of failure are in the grid below.
        </p>
      )}
    </>
  );
}
