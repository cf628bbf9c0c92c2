import type { FirstChange } from '@/lib/domain/projects/project';
import { Copy } from '@/components/ui/copy';

/** From a clone to the next release. */
export function FirstChangeCard({ name, change: c }: { name: string; change: FirstChange }) {
  return (
    <section className="card" aria-labelledby="first-change">
      <header className="card-head">
        <h2 id="first-change">Your first change</h2>
      </header>
      <ol className="first-change">
        <li>
          Clone {name}.
          <p className="cmd">
            <code>{c.clone}</code>
            <Copy text={c.clone} label="Copy the clone command" />
          </p>
        </li>
        {c.change && <li>{c.change}</li>}
        <li>
          Commit and <code>git push</code>. The next release starts.
        </li>
      </ol>
    </section>
  );
}
