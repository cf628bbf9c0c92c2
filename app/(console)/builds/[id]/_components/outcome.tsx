'use client';
import { useState, type ReactNode } from 'react';
import type { Read } from '@/lib/client/live/use-topic';
import type { LogSource } from '@/lib/client/log/source';
import type { BuildDetail } from '@/lib/domain/builds/build-detail';
import { failedCommand, type BuildFailure } from '@/lib/domain/builds/failure';
import { isFailure, isGood } from '@/lib/domain/status';
import { duration } from '@/lib/domain/time';
import type { BuildView } from '@/lib/domain/views';
import { Button } from '@/components/ui/button';
import { StatusIcon } from '@/components/ui/icon';
import { Duration } from '@/components/ui/time';

interface Props {
  readonly build: BuildView;
  readonly failure: Read<BuildFailure>;
  readonly detail: BuildDetail | undefined;
  readonly log: LogSource;
  /** The page saw it run: what comes of it is not opened, so that nothing moves under the reader. */
  readonly wasRunning: boolean;
  /** What can be opened from here. */
  readonly actions?: ReactNode;
}

const MAX_MESSAGE = 300;

const cut = (text: string): string =>
  text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}…` : text;

/** Where it failed: the command and its exit status, else CodeBuild's own message. */
function Where({ problem, log }: { problem: NonNullable<BuildView['problem']>; log: LogSource }) {
  const command = failedCommand(problem.message);
  const { cause } = log;
  const isShown = cause !== undefined && log.line(cause.line) !== undefined;
  return (
    <>
      {command ? (
        <>
          <code>{cut(command.command)}</code> ended with exit status {command.status} in phase{' '}
          {problem.phase}.
        </>
      ) : (
        <>
          {problem.phase}: {cut(problem.message)}
        </>
      )}
      <span className="build-first-error">
        {isShown && (
          <>
            {' '}
            First error: <a href={`#L${cause.line + 1}`}>line {cause.line + 1}</a>
          </>
        )}
      </span>
    </>
  );
}

function Excerpts({ failure: f }: { failure: BuildFailure }) {
  return (
    <div className="build-excerpts">
      {f.excerpts.map((e, i) => (
        <div key={i}>
          {e.title !== undefined && f.excerpts.length > 1 && <b>{e.title}</b>}
          {e.where !== undefined && <span className="text-xs text-muted"> {e.where}</span>}
          {e.text && <pre tabIndex={0}>{e.text}</pre>}
        </div>
      ))}
      {f.more > 0 && (
        <p className="text-xs text-muted">
          {f.more} more failing {f.more === 1 ? 'test is' : 'tests are'} listed under Tests.
        </p>
      )}
    </div>
  );
}

function headlineOf(build: BuildView, failure: BuildFailure | undefined): string {
  if (failure?.headline) return failure.headline;
  return build.problem ? `${build.problem.phase} failed.` : `${build.status.word}.`;
}

function Failed({ build, failure, log, wasRunning, actions }: Props) {
  const [isOpen, setOpen] = useState(!wasRunning);
  const { data } = failure;
  const hasMore = (data?.excerpts.some((e) => e.text) ?? false) || (data?.more ?? 0) > 0;
  const isComing = data === undefined && !failure.error;
  return (
    <section
      className={`build-outcome k-${build.status.key} ${wasRunning ? 'watched' : ''}`}
      aria-label={`Why build ${build.number} failed`}
    >
      <div className="build-outcome-head">
        <StatusIcon status={build.status.key} />
        <div className="build-outcome-words">
          <b className={wasRunning ? 'truncate' : undefined} title={headlineOf(build, data)}>
            {headlineOf(build, data)}
          </b>
          <span>{build.problem && <Where problem={build.problem} log={log} />}</span>
        </div>
        <div className="build-outcome-actions">
          {hasMore && wasRunning && (
            <Button size="small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              {isOpen ? 'Hide output' : 'Show output'}
            </Button>
          )}
          {actions}
        </div>
      </div>
      {isOpen && isComing && <div className="skeleton build-excerpts-coming" />}
      {isOpen && hasMore && data && <Excerpts failure={data} />}
      {data?.unread.map((text) => (
        <p key={text} className="text-xs text-muted build-outcome-unread">
          {text}
        </p>
      ))}
    </section>
  );
}

/** `6 tests passed, 2 artifacts.`: what a good build brought. */
function goodWords(detail: BuildDetail | undefined): string {
  const { tests, artifacts = [] } = detail ?? {};
  const made = artifacts.filter((a) => a.why === undefined).length;
  const parts = [
    tests && `${tests.passed} ${tests.passed === 1 ? 'test' : 'tests'} passed`,
    tests?.skipped && `${tests.skipped} skipped`,
    made && `${made} ${made === 1 ? 'artifact' : 'artifacts'}`,
  ].filter(Boolean);
  return parts.join(', ');
}

/** How long it usually takes, where builds before it tell. */
function Usual({ detail }: { detail: BuildDetail | undefined }) {
  return detail?.typicalMs === undefined ? null : <> Usually {duration(detail.typicalMs)}.</>;
}

function Running({ build, detail, log }: Pick<Props, 'build' | 'detail' | 'log'>) {
  const command = log.command;
  return (
    <>
      <b className="truncate">
        {build.phase || build.status.word}
        {build.phase && command !== undefined && (
          <>
            : <code>{command}</code>
          </>
        )}
      </b>
      <span>
        <Duration from={build.startedAt} /> so far.
        <Usual detail={detail} />
      </span>
    </>
  );
}

function Ended({ build, detail }: Pick<Props, 'build' | 'detail'>) {
  const { startedAt, endedAt = build.startedAt } = build;
  return (
    <>
      <b className="truncate">
        {build.status.word} {isGood(build.status) ? 'in' : 'after'} {duration(endedAt - startedAt)}
      </b>
      <span>
        {isGood(build.status) && goodWords(detail) && `${goodWords(detail)}.`}
        <Usual detail={detail} />
      </span>
    </>
  );
}

/** What came of the build, in one place that keeps its height while the build runs and after it ended. */
export function Outcome(props: Props) {
  const { build, actions } = props;
  if (isFailure(build.status)) return <Failed {...props} />;
  return (
    <section
      className={props.wasRunning ? 'build-outcome watched' : 'build-outcome'}
      aria-label={`Outcome of build ${build.number}`}
    >
      <div className="build-outcome-head">
        <span className={`k-${build.status.key}`}>
          <StatusIcon status={build.status.key} />
        </span>
        <div className="build-outcome-words">
          {build.over ? <Ended {...props} /> : <Running {...props} />}
        </div>
        <div className="build-outcome-actions">{actions}</div>
      </div>
    </section>
  );
}
