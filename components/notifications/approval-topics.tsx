import Link from 'next/link';
import { topicName, type Notifications } from '@/lib/domain/notifications/notifications';
import { routes } from '@/lib/routes';

const NEEDED = 'codepipeline-pipeline-manual-approval-needed';

/** Who is told that an approval waits: by the action's own topic, or by a rule. */
export function ApprovalTopics({ data }: { data: Notifications }) {
  if (!data.approvals.length) return null;
  const rules = data.rules.filter((r) => r.enabled && r.events.some((e) => e.id === NEEDED));
  return (
    <section className="card" aria-labelledby="approval-topics">
      <header className="card-head">
        <h2 id="approval-topics">When an approval is waiting</h2>
      </header>
      <ul>
        {data.approvals.map((a) => (
          <li key={`${a.stage} ${a.action}`} className="topic">
            <b className="font-medium">
              {a.stage}, {a.action}
            </b>
            <p className="text-xs text-muted mt-1">
              {a.topic ? (
                <>
                  Notifies the topic <b>{topicName(a.topic)}</b>.
                </>
              ) : (
                ''
              )}{' '}
              {rules.length ? (
                <>
                  Sent by {rules.length === 1 ? 'the rule' : 'the rules'}{' '}
                  {rules.map((r) => r.name).join(', ')}.
                </>
              ) : a.topic ? (
                ''
              ) : (
                'Nobody is notified when this approval is waiting.'
              )}
            </p>
          </li>
        ))}
      </ul>
      <p className="card-foot text-xs text-muted">
        An approval action&apos;s own topic is set in the{' '}
        <Link href={routes.editPipeline(data.pipeline)} prefetch={false}>
          pipeline
        </Link>
        .
      </p>
    </section>
  );
}
