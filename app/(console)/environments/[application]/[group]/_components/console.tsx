'use client';
import { useTopic } from '@/lib/client/live/use-topic';
import { memoryWords, type InstanceConsole } from '@/lib/domain/deployments/instance-console';
import { Icon } from '@/components/ui/icon';
import { TopicView } from '@/components/ui/topic-view';

function Processes({ processes }: Pick<InstanceConsole, 'processes'>) {
  if (!processes.length) return <p className="text-muted">Nothing runs on it.</p>;
  const total = processes.reduce((all, p) => all + p.memory, 0);
  return (
    <table className="table">
      <caption className="text-xs text-muted text-left pb-1">
        {processes.length} {processes.length === 1 ? 'process' : 'processes'}, {memoryWords(total)}{' '}
        of memory
      </caption>
      <thead>
        <tr>
          <th className="num">Process</th>
          <th className="num">Memory</th>
          <th>Command</th>
        </tr>
      </thead>
      <tbody>
        {processes.map((p) => (
          <tr key={p.pid}>
            <td className="num">{p.pid}</td>
            <td className="num">{memoryWords(p.memory)}</td>
            <td>
              <code className="[overflow-wrap:anywhere]">{p.command}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Said({ lines }: Pick<InstanceConsole, 'lines'>) {
  if (!lines.length) return null;
  return (
    <pre className="env-said" tabIndex={0} aria-label="What its agent said">
      {lines.join('\n')}
    </pre>
  );
}

/** What runs on an instance of this machine now, how much memory it has, and what its agent said. */
export function Console({ id, onClose }: { id: string; onClose: () => void }) {
  const topic = useTopic('instance-console', [id]);
  return (
    <section className="card panel" aria-label={`Console of ${id}`}>
      <header className="card-head">
        <h2>
          Console of <code>{id}</code>
        </h2>
        <button type="button" className="icon-btn" aria-label="Close the console" onClick={onClose}>
          <Icon name="close" small />
        </button>
      </header>
      <div className="panel-body env-console">
        <TopicView topic={topic}>
          {({ processes, lines }) => (
            <>
              <Processes processes={processes} />
              <Said lines={lines} />
            </>
          )}
        </TopicView>
      </div>
    </section>
  );
}
