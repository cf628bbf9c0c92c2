import Link from 'next/link';
import { routes } from '@/lib/routes';
import { Icon, type IconName } from '@/components/ui/icon';
import { Copy } from '@/components/ui/copy';

const ROAD: readonly (readonly [IconName, string, string])[] = [
  ['branch', 'Repository', 'Your code, with the first commit already in it.'],
  ['terminal', 'Build', 'Runs the tests and packs an artifact.'],
  ['server', 'Deploy', 'Puts it on a target and checks its health.'],
  ['globe', 'Live', 'An address that answers.'],
];

const COMMAND = 'npx starboard create hello --template node-express --wait';

/** The board of an empty home. */
export function FirstRun() {
  return (
    <section className="card hello">
      <div>
        <h1>Nothing here yet. Seconds to your first live app.</h1>
        <p className="second mb-5 max-w-[60ch] text-[14px] leading-[22px]">
          Pick a language. Starboard makes the repository, the build, the pipeline and a running
          application, and shows you every step of it.
        </p>
        <p className="mb-5">
          <Link className="btn large primary" href={routes.newProject}>
            <Icon name="plus" small />
            New project
          </Link>
        </p>
        <p className="t12 dim mb-1">Or in a terminal, in the folder of Starboard:</p>
        <p className="cmd">
          <code>{COMMAND}</code>
          <Copy text={COMMAND} label="Copy the command" />
        </p>
      </div>
      <ol className="road">
        {ROAD.map(([icon, title, text]) => (
          <li key={title}>
            <Icon name={icon} />
            <div>
              <b className="font-semibold">{title}</b>
              <p className="second">{text}</p>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
