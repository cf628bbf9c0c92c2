import { Icon } from '@/components/ui/icon';
import { SafeMarkdown } from '@/components/ui/markdown';

/** A project's README, rendered on the server. */
export function Readme({ text }: { text: string }) {
  return (
    <section className="card" aria-label="README.md">
      <header className="card-head">
        <h2>
          <Icon name="file" small /> README.md
        </h2>
      </header>
      <div className="prose">
        <SafeMarkdown text={text} />
      </div>
    </section>
  );
}

/** Whether there is one is not known either. */
export function ReadmeUnread({ reason }: { reason: string }) {
  return (
    <p className="note k-unk">
      <span>
        <b>README.md</b> could not be read: {reason}
      </span>
    </p>
  );
}
