import type { ActionView, ListenerView, RuleView } from '@/lib/domain/traffic/listener';
import type { LoadBalancerView } from '@/lib/domain/traffic/load-balancer';
import { Panel } from '@/components/ui/panel';

function Action({ action: a }: { action: ActionView }) {
  if (!a.forwards.length) return <span className="block">{a.words}</span>;
  return (
    <>
      {a.words !== 'Forwards' && <span className="block">{a.words}</span>}
      {a.forwards.map((f) => (
        <span key={f.arn} className="forward">
          <a href={`#group-${f.group}`}>{f.group}</a>
          <span className="forward-share">
            {a.forwards.length > 1 && (
              <i aria-hidden="true">
                <b style={{ width: `${f.percent}%` }} />
              </i>
            )}
            <span>
              {f.percent} %
              {a.forwards.length > 1 && <span className="text-faint"> (weight {f.weight})</span>}
            </span>
          </span>
        </span>
      ))}
    </>
  );
}

function Rule({ rule: r, only }: { rule: RuleView; only: boolean }) {
  return (
    <tr>
      <td className="rule-priority">{r.priority}</td>
      <td>
        {r.conditions.length
          ? r.conditions.map((c) => (
              <span key={c} className="block">
                {c}
              </span>
            ))
          : only
            ? 'every request'
            : 'every other request'}
      </td>
      <td>
        {r.actions.map((a) => (
          <Action key={a.words + (a.forwards[0]?.arn ?? '')} action={a} />
        ))}
      </td>
    </tr>
  );
}

function Listener({ listener: l }: { listener: ListenerView }) {
  return (
    <div>
      <h3>
        {l.protocol} {l.port}
        {l.policy && <span className="text-xs text-faint font-normal"> {l.policy}</span>}
      </h3>
      {/* The page says what could not be read. */}
      {l.rules && (
        <div className="rules-box">
          <table className="rules">
            <thead>
              <tr>
                <th scope="col">Rule</th>
                <th scope="col">If</th>
                <th scope="col">Then</th>
              </tr>
            </thead>
            <tbody>
              {l.rules.map((r) => (
                <Rule key={r.arn} rule={r} only={l.rules?.length === 1} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

/** What happens to a request: listener by listener, the rules in the order in which they are tried. */
export function Listeners({ view: { listeners, name } }: { view: LoadBalancerView }) {
  if (!listeners) return null;
  return (
    <Panel title="Listeners" of={name}>
      {listeners.length ? (
        <div className="listeners">
          {listeners.map((l) => (
            <Listener key={l.arn} listener={l} />
          ))}
        </div>
      ) : (
        <p className="text-muted">It has no listener, so it takes no requests.</p>
      )}
    </Panel>
  );
}
