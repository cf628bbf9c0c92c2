'use client';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { save } from '@/lib/actions/pipelines';
import { fetchJson } from '@/lib/client/fetch-json';
import { useAction } from '@/lib/client/mutations/use-action';
import type { EditPlan, PipelineEdit } from '@/lib/domain/pipelines/pipeline-edit';
import { routes } from '@/lib/routes';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { OutcomeNote } from '@/components/ui/outcome-note';
import { RevisionId } from '@/components/ui/revision-id';
import { ReadProblem } from '@/components/ui/states';

const Patch = dynamic(() => import('@/components/diff/patch').then((m) => m.Patch), {
  ssr: false,
  loading: () => <div className="skeleton h-40 m-3" />,
});

function Radius({ plan }: { plan: EditPlan }) {
  const b = plan.blast;
  return (
    <>
      {b && b.cancelled.length > 0 && (
        <section>
          <h3 className="label">
            {b.cancelled.length === 1
              ? 'One execution will be cancelled'
              : `${b.cancelled.length} executions will be cancelled`}
          </h3>
          <ul className="grid gap-1">
            {b.cancelled.map((c) => (
              <li key={c.execution} className="flex gap-2 items-center flex-wrap">
                <StatusIcon status="stop" small />
                {c.revision ? (
                  <>
                    <RevisionId revision={c.revision} />
                    <span className="truncate max-w-[40ch]">{c.revision.message}</span>
                  </>
                ) : (
                  <code>{c.execution.slice(0, 8)}</code>
                )}
                <span className="text-muted text-xs">{c.why}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {b && b.untouched > 0 && (
        <p className="text-muted">
          {b.untouched === 1 ? 'One execution is' : `${b.untouched} executions are`} under way and
          go{b.untouched === 1 ? 'es' : ''} on with the structure{' '}
          {b.untouched === 1 ? 'it' : 'they'} began with.
        </p>
      )}
      {b && b.targetsLost > 0 && (
        <p className="note k-wait">
          <Icon name="warn" />
          <span>
            <b>All rollback targets are lost:</b>{' '}
            {b.targetsLost === 1 ? 'one release' : `${b.targetsLost} releases`} can be rolled back
            to now. AWS rolls a stage back only to what ran in the newest version of the pipeline;
            until a release has run in version {plan.version + 1}, the first way back is to release
            a commit again.
          </span>
        </p>
      )}
      {[...(b?.notes ?? []), ...plan.notes].map((n) => (
        <p key={n} className="text-muted">
          {n}
        </p>
      ))}
      {plan.owner && (
        <p className="note k-wait">
          <Icon name="warn" />
          <span>
            <b>Managed by {plan.owner}.</b> Its next update will overwrite this edit. Change the
            template too.
          </span>
        </p>
      )}
    </>
  );
}

/** What saving would do, as the server finds it; a refusal brings what it would do now. */
function usePlan(edit: PipelineEdit) {
  const [plan, setPlan] = useState<EditPlan>();
  const [error, setError] = useState<Error>();
  useEffect(() => {
    const abort = new AbortController();
    fetchJson<EditPlan>(routes.api.pipelinePlan, abort.signal, edit).then(setPlan, (e: unknown) => {
      if (!abort.signal.aborted) setError(e as Error);
    });
    return () => abort.abort();
  }, [edit]);
  return { plan, error, setPlan };
}

function PlanView({ plan }: { plan: EditPlan }) {
  return (
    <>
      {plan.problem ? (
        <div className="note k-fail" role="alert">
          <StatusIcon status="fail" />
          <div>
            <b>This cannot be saved.</b> {plan.problem}
          </div>
        </div>
      ) : (
        <Radius plan={plan} />
      )}
      {plan.patch && (
        <section>
          <h3 className="label mb-2">Changes to the declaration</h3>
          <div
            className="card overflow-auto max-h-[40vh]"
            tabIndex={0}
            role="region"
            aria-label="Change to the declaration"
          >
            <Patch text={plan.patch} />
          </div>
        </section>
      )}
    </>
  );
}

function subtitleOf(clone: boolean, plan: EditPlan | undefined): string | undefined {
  if (clone) return 'A new pipeline with this declaration.';
  return plan && `Version ${plan.version} becomes ${plan.version + 1}.`;
}

/** Why it cannot be saved. */
function whyNot(plan: EditPlan | undefined): string | undefined {
  if (!plan) return 'it is being thought through';
  return plan.problem ?? (plan.unchanged ? 'nothing has changed' : undefined);
}

/** What saving does, to whom, before the one button: the same order as in every change. */
export function Review({ edit, onClose }: { edit: PipelineEdit; onClose: () => void }) {
  const router = useRouter();
  const { plan, error, setPlan } = usePlan(edit);
  const action = useAction(save, ({ name }) => ({ kind: 'pipeline', name }));
  const press = (): void => {
    if (!plan) return;
    action.send(
      { ...edit, pin: plan.pin },
      {
        ok: ({ name }) => {
          onClose();
          router.push(routes.pipeline(name));
        },
        refused: setPlan,
      },
    );
  };
  const clone = edit.action === 'clone';
  const label = clone ? 'Create the clone' : 'Save the pipeline';
  return (
    <Dialog
      open
      onClose={onClose}
      wide
      title={clone ? `Clone ${edit.name}` : `Save ${edit.name}`}
      subtitle={subtitleOf(clone, plan)}
    >
      <div className="dialog-body">
        <div className="dialog-facts">
          <OutcomeNote
            outcome={action.outcome}
            sending={action.sending}
            onCheck={action.check}
            failed="Nothing was saved."
            lost="Starboard may have saved this."
          />
          {error && <ReadProblem error={error} old={false} once />}
          {!plan && !error && (
            <div aria-busy="true" role="status">
              <div className="skeleton h-5 mb-2 w-1/2" />
              <div className="skeleton h-24" />
            </div>
          )}
          {plan && <PlanView plan={plan} />}
        </div>
      </div>
      <div className="dialog-foot">
        <div className="foot-row">
          <p className="text-xs text-faint flex-1">
            {clone ? '' : 'To undo it later, load the previous version and save it.'}
          </p>
          <div className="foot-buttons">
            <Button size="large" onClick={onClose}>
              Cancel
            </Button>
            <Button
              size="large"
              variant="primary"
              disabled={action.busy}
              disabledReason={whyNot(plan)}
              onClick={press}
            >
              {action.sending ? 'Sending…' : label}
            </Button>
          </div>
        </div>
      </div>
    </Dialog>
  );
}
