import 'server-only';
import { routes } from '@/lib/routes';
import { approvalId } from '@/lib/domain/approvals/approval';
import { shortRevision, type Revision } from '@/lib/domain/commits/revision';
import { FAILED, isFailure, isMoving, WAITING } from '@/lib/domain/status';
import type { Attention, BoardCell } from '@/lib/domain/views';
import { targetOf, type Asked } from '../data/gates';
import { revisionOf } from '../data/sources';
import { liveIn, liveOriginIn } from '../data/stages';
import type { Looked } from './looked';
import { authorNow } from './people';
import { sizeNow } from './sizes';

const others = (r: Revision): string => (r.others?.length ? ` and ${r.others.length} more` : '');

/** What an approval would replace; nothing only where that was read. */
function replacedWords(live: Revision | undefined, isUnread: boolean): string {
  if (live) return `replaces ${shortRevision(live)}`;
  return isUnread ? 'replaces what could not be read' : 'is the first release';
}

/** An approval that waits. */
export function approvalOf(looked: Looked, asked: Asked): Attention {
  const { connection, facts, isFirstLook } = looked;
  const { stage, action, execution, since } = asked;
  const project = facts.declaration.name ?? '';
  const target = targetOf(facts, asked);
  const candidate = revisionOf(facts, execution);
  const live = liveIn(facts, target);
  return {
    key: [project, stage, action, execution].join(' '),
    status: WAITING,
    title: 'Approval',
    project,
    where: target,
    detail: [
      candidate ? `${shortRevision(candidate)}${others(candidate)}` : action,
      replacedWords(live, facts.unread.has(target)),
    ].join(' '),
    size: sizeNow(connection, isFirstLook, project, liveOriginIn(facts, target), execution),
    subject: candidate?.message,
    person: authorNow(looked, candidate),
    since,
    href: `${routes.approvals}#${encodeURIComponent(approvalId(asked))}`,
    action: 'Review',
    approval: { stage, action, execution },
  };
}

/** Nobody answered in time: somebody has to. */
const unanswered = (key: string, project: string, c: BoardCell): Attention => ({
  key,
  status: FAILED,
  title: 'No answer',
  project,
  where: c.stage,
  detail: `${shortRevision(c.next) ?? 'The release'}: ${c.refused?.words ?? ''}`,
  subject: c.next?.message,
  since: c.next?.since ?? 0,
  href: routes.pipeline(project),
  action: 'Open pipeline',
});

/** What has failed in a stage, or runs there. What waits for people has its own entries. */
export function attentionOf(looked: Looked, c: BoardCell): Attention[] {
  const project = looked.facts.declaration.name ?? '';
  const key = `${project} ${c.stage}`;
  const next = c.next;
  // Whoever rejected or stopped a release has decided: that calls for nobody.
  if (c.refused) return c.refused.expired ? [unanswered(key, project, c)] : [];
  const base = {
    key,
    status: c.status,
    project,
    where: c.stage,
    since: next?.since ?? 0,
    href: c.href,
  };
  if (isFailure(c.status))
    return [
      {
        ...base,
        title: `${c.stage} failed`,
        detail: c.problem ?? '',
        subject: next && `${shortRevision(next)} ${next.message}`.trim(),
        person: authorNow(looked, next),
        action: c.href.startsWith(routes.pipelines) ? 'Open pipeline' : 'Open log',
        retry: c.retry,
      },
    ];
  if (next && isMoving(next.status) && c.kind !== 'source')
    return [
      {
        ...base,
        status: next.status,
        title: c.kind === 'build' ? 'Building' : 'Deploying',
        detail: `${shortRevision(next)} ${next.message}`.trim(),
        person: authorNow(looked, next),
        running: c.running,
        action: 'Watch',
      },
    ];
  return [];
}
