import Link from 'next/link';
import { routes } from '@/lib/routes';
import { Icon, type IconName } from '@/components/ui/icon';

const ROAD: readonly (readonly [IconName, string, string])[] = [
  ['branch', 'Repository', 'Your code, with the first commit already in it.'], ['terminal', 'Build', 'Runs the tests and packs an artifact.'],
  ['server', 'Deploy', 'Puts it on a target and checks its health.'], ['globe', 'Live', 'An address that answers.'],
];

/** The board of an empty home. */
export function FirstRun() {
  return (
    <section className="card hello">
      <div>
        <h1>Nothing here yet. Seconds to your first live app.</h1>
        <p className="second mb-5 max-w-[60ch] text-[14px] leading-[22px]">Starboard makes the repository, the build, the pipeline and a running application on this machine. No account, no containers.</p>
        <p className="mb-4"><code className="cmd">npx starboard create hello --template node-express --wait</code></p>
        <Link className="btn primary" href={routes.newProject}>See the templates</Link>
      </div>
      <ol className="road">{ROAD.map(([icon, title, text]) => <li key={title}><Icon name={icon} /><div><b className="font-semibold">{title}</b><p className="second">{text}</p></div></li>)}</ol>
    </section>
  );
}
