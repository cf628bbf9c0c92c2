'use client';
import { useTopic } from '@/lib/client/live/use-topic';
import type {
  ActionFacts,
  ActionTold,
  AliasFacts,
  FailedResource,
  FleetEvent,
  FleetFacts,
  FleetInstance,
  NamedValue,
  ServiceDeployment,
  ServiceFacts,
  StackFacts,
  Unread,
} from '@/lib/domain/executions/action-facts';
import { smallestPolicy } from '@/lib/domain/account/policy';
import { isFailure } from '@/lib/domain/status';
import { StatusLabel } from '@/components/status/status-label';
import { Copy } from '@/components/ui/copy';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { TopicView } from '@/components/ui/topic-view';
import { Duration, RelativeTime } from '@/components/ui/time';

/** What could not be read, with the smallest policy that would let it be. */
function Missing({ unread }: { unread: Unread }) {
  return (
    <div className="note k-unk">
      <StatusIcon status="unk" />
      <div className="min-w-0 grid gap-1">
        <span>{unread.message}</span>
        {unread.action && (
          <span className="cmd">
            <code className="truncate">{unread.action}</code>
            <Copy text={smallestPolicy(unread.action)} label="Copy the policy" />
          </span>
        )}
      </div>
    </div>
  );
}

function Resource({ failed: f }: { failed: FailedResource }) {
  return (
    <li className="flex-wrap">
      <b className="font-medium [overflow-wrap:anywhere]">{f.logicalId}</b>
      <span className="text-xs text-faint">
        {f.type}, {f.word}
      </span>
      <span className="text-xs text-faint">
        <RelativeTime at={f.at} suffix=" ago" />
      </span>
      <span className="w-full [overflow-wrap:anywhere]">{f.reason}</span>
    </li>
  );
}

function Stack({ facts: f }: { facts: StackFacts }) {
  const others = f.failures.filter(
    (x) => x.logicalId !== f.cause?.logicalId || x.at !== f.cause.at,
  );
  return (
    <>
      <p className="flex flex-wrap items-center gap-2">
        Stack <code>{f.name}</code>
        <StatusLabel status={f.status} />
        <code className="text-xs text-faint">{f.word}</code>
      </p>
      {f.reason && <p className="text-muted [overflow-wrap:anywhere]">{f.reason}</p>}
      {f.cause && (
        <div className="note k-fail">
          <StatusIcon status="fail" />
          <div className="min-w-0 [overflow-wrap:anywhere]">
            <b>{f.cause.logicalId} failed first.</b> {f.cause.reason}
            <div className="text-xs text-faint">
              {f.cause.type}, {f.cause.word}
            </div>
          </div>
        </div>
      )}
      {others.length > 0 && (
        <details>
          <summary className="text-xs text-muted">
            {others.length} more failed {others.length === 1 ? 'resource' : 'resources'}, newest
            first
          </summary>
          <ul className="rows">
            {others.map((x) => (
              <Resource key={`${x.logicalId}${x.at}`} failed={x} />
            ))}
          </ul>
        </details>
      )}
      {f.unread && <Missing unread={f.unread} />}
    </>
  );
}

function Rollout({ deployment: d }: { deployment: ServiceDeployment }) {
  return (
    <tr>
      <td>
        <code>{d.task}</code> <span className="text-xs text-faint">{d.word}</span>
      </td>
      <td>
        {d.rollout ? (
          <StatusLabel status={d.rollout} />
        ) : (
          <span className="text-faint">Not told</span>
        )}
        {d.rollout && isFailure(d.rollout) && d.reason && (
          <span className="block text-xs [overflow-wrap:anywhere]">{d.reason}</span>
        )}
      </td>
      <td className="num">
        {d.running} of {d.desired}
        {d.failed > 0 && <span className="block text-xs k-fail warn-text">{d.failed} failed</span>}
      </td>
      <td className="num phone-off">
        <RelativeTime at={d.at} suffix=" ago" />
      </td>
    </tr>
  );
}

function Service({ facts: f }: { facts: ServiceFacts }) {
  return (
    <>
      <p className="flex flex-wrap items-center gap-2">
        Service <code>{f.name}</code> in <code>{f.cluster}</code>
        <span className="text-muted">
          {f.running} of {f.desired} tasks running
        </span>
        <code className="text-xs text-faint">{f.word}</code>
      </p>
      {f.deployments.length > 0 && (
        <table className="table">
          <thead>
            <tr>
              <th>Task definition</th>
              <th>Rollout</th>
              <th className="num">Running</th>
              <th className="num phone-off">Updated</th>
            </tr>
          </thead>
          <tbody>
            {f.deployments.map((d) => (
              <Rollout key={d.id} deployment={d} />
            ))}
          </tbody>
        </table>
      )}
      {f.events.length > 0 && (
        <section aria-label="Newest events of the service">
          <h3 className="label mb-1">Newest events</h3>
          <ul className="rows">
            {f.events.map((e) => (
              <li key={`${e.at}${e.message}`}>
                <span className="flex-1 [overflow-wrap:anywhere]">{e.message}</span>
                <span className="text-xs text-faint whitespace-nowrap">
                  <RelativeTime at={e.at} suffix=" ago" />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Alias({ facts: f }: { facts: AliasFacts }) {
  return (
    <>
      <p>
        Alias <code>{f.alias}</code> of <code>{f.function}</code> invokes
      </p>
      <ul className="rows">
        {f.versions.map((v) => (
          <li key={v.version}>
            <span>
              Version <code>{v.version}</code>
            </span>
            <span className="text-muted">{v.percent} % of invocations</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function FleetEventView({ event: e }: { event: FleetEvent }) {
  return (
    <span className="flex flex-wrap items-center gap-x-2 text-xs">
      <span className="text-muted">{e.name}</span>
      <StatusLabel status={e.status} />
      {e.from !== undefined && (
        <span className="text-faint">
          <Duration from={e.from} to={e.to} />
        </span>
      )}
    </span>
  );
}

/** One instance, what came of each event on it, and why one failed. */
function Instance({ instance: i }: { instance: FleetInstance }) {
  return (
    <li className="flex-wrap gap-y-1">
      <code className="flex-1">{i.id}</code>
      <StatusLabel status={i.status} />
      <span className="w-full flex flex-wrap gap-x-6 gap-y-1">
        {i.events.map((e) => (
          <FleetEventView key={e.name} event={e} />
        ))}
      </span>
      {i.events.map(
        (e) =>
          e.message && (
            <span key={e.name} className="w-full text-xs [overflow-wrap:anywhere]">
              {e.name}: {e.message}
            </span>
          ),
      )}
    </li>
  );
}

function Fleet({ facts: { instances, lines, unread } }: { facts: FleetFacts }) {
  return (
    <>
      {instances.length === 0 && <p className="text-muted">No instance was deployed to.</p>}
      {instances.length > 0 && (
        <ul className="rows" aria-label="Instances">
          {instances.map((i) => (
            <Instance key={i.id} instance={i} />
          ))}
        </ul>
      )}
      {unread && <Missing unread={unread} />}
      {lines.length > 0 && (
        <details>
          <summary className="text-xs text-muted">Last lines of its log ({lines.length})</summary>
          <pre className="file-text" tabIndex={0} aria-label="Last lines of its log">
            {lines.join('\n')}
          </pre>
        </details>
      )}
    </>
  );
}

function Facts({ facts }: { facts: NonNullable<ActionFacts['facts']> }) {
  if (facts.kind === 'stack') return <Stack facts={facts} />;
  if (facts.kind === 'fleet') return <Fleet facts={facts} />;
  return facts.kind === 'service' ? <Service facts={facts} /> : <Alias facts={facts} />;
}

function Values({ title, values }: { title: string; values: readonly NamedValue[] }) {
  if (!values.length) return null;
  return (
    <details>
      <summary className="text-xs text-muted">
        {title} ({values.length})
      </summary>
      <dl className="facts mt-2 !grid-cols-[minmax(0,11rem)_minmax(0,1fr)]">
        {values.map((v) => (
          <div key={v.name} className="contents">
            <dt className="[overflow-wrap:anywhere]">{v.name}</dt>
            <dd className="[overflow-wrap:anywhere]">
              {v.value ? <code>{v.value}</code> : <span className="text-faint">empty</span>}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** What CodePipeline tells of it, whatever does the work. */
function Told({ told: t }: { told: ActionTold }) {
  return (
    <>
      {t.summary && <p className="text-muted [overflow-wrap:anywhere]">{t.summary}</p>}
      <Values title="Configuration" values={t.configuration} />
      <Values title="Output variables" values={t.variables} />
    </>
  );
}

/** What CodePipeline tells, and what CloudFormation, ECS or Lambda says; each of the ways in which it may say nothing, in words. */
export function ActionFactsView({ facts: f }: { facts: ActionFacts }) {
  return (
    <div className="grid gap-2">
      {f.away && <p className="text-muted">It is in {f.away}, which is not read from here.</p>}
      {f.gone && <p className="text-muted">{f.gone}</p>}
      {f.unread && <Missing unread={f.unread} />}
      {f.facts && <Facts facts={f.facts} />}
      {f.facts && f.facts.kind !== 'fleet' && f.later && (
        <p className="text-xs text-muted flex items-center gap-1">
          <Icon name="info" small /> This is as it is now. A later execution has run this action
          since.
        </p>
      )}
      <Told told={f.told} />
    </div>
  );
}

/** The same, read when it is looked at. */
export function ActionFactsCard({
  pipeline,
  execution,
  action,
}: {
  pipeline: string;
  execution: string;
  action: string;
}) {
  const facts = useTopic('action-facts', [pipeline, execution, action]);
  return (
    <TopicView
      topic={facts}
      loading={
        <p className="text-muted" role="status">
          Reading…
        </p>
      }
    >
      {(data) => <ActionFactsView facts={data} />}
    </TopicView>
  );
}
