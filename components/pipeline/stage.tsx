import Link from 'next/link';
import type { ActionView, StageView } from '@/lib/domain/views';
import { StatusLabel } from '@/components/status/status-label';
import { Icon } from '@/components/ui/icon';
import { Age } from '@/components/ui/time';

const short = (sha: string): string => sha.slice(0, 7);

function Action({ action }: { action: ActionView }) {
  return (
    <div className="action">
      <StatusLabel as="bare" status={action.status} />
      <div>
        <div className="flex justify-between gap-2"><b className="cut font-medium">{action.name}</b><span className="t12 dim whitespace-nowrap">{action.endedAt !== undefined && <Age at={action.endedAt} />}</span></div>
        <div className="t12 dim cut">{action.provider}</div>
        {action.revision && <div className="flex items-center gap-1.5 mt-0.5"><span className="sha">{short(action.revision.sha)}</span><span className="t12 second cut">{action.revision.message}</span></div>}
        {action.summary && <div className="t12 second">“{action.summary}”</div>}
        {action.problem && <div className="why">{action.problem}</div>}
        {action.href && <Link className="btn small mt-2" href={action.href} prefetch={false} aria-label={`Log of ${action.name}, ${action.provider}`}>Log</Link>}
      </div>
    </div>
  );
}

const LIVE = { source: 'Newest', build: 'Last good', deploy: 'Live' } as const;

/** One stage: its status, what is live there, its actions with their gate first. */
export function Stage({ stage }: { stage: StageView }) {
  return (
    <section className={`card stage k-${stage.status.key} ${stage.closed ? 'closed' : ''}`} aria-label={stage.name}>
      <header><h2>{stage.name}</h2><StatusLabel status={stage.status} /></header>
      <div className="live-box">
        <div className="dim">{LIVE[stage.kind]}</div>
        {stage.live ? <div className="flex items-center gap-1.5"><span className="sha">{short(stage.live.sha)}</span><Age at={stage.live.at} suffix=" ago" /></div> : <div className="dim">Nothing yet</div>}
      </div>
      {stage.closed && <div className="note k-stop m-3"><Icon name="lock" /><div><b>Transition closed.</b> {stage.closed.reason && `“${stage.closed.reason}” `}{stage.closed.by}</div></div>}
      {stage.actions.map((a) => <Action key={a.name} action={a} />)}
    </section>
  );
}
