import Link from 'next/link';
import { routes } from '@/lib/routes';
import { Icon, type IconName } from '@/components/ui/icon';
import { Copy } from '@/components/ui/copy';

const ROAD: readonly (readonly [IconName, string, string])[] = [
  ['branch', 'Repository', 'Your code, with a first commit.'],
  ['terminal', 'Build', 'Runs the tests and packages an artifact.'],
  ['server', 'Deploy', 'Installs it on a target and checks its health.'],
  ['globe', 'Live', 'An address that answers.'],
];

const COMMAND = 'npx starboard create hello --template node-express --wait';

/** The board of an empty home. */
export function FirstRun() {
  return (
    <section className="card hello">
      <div>
        <h1>No projects yet. Your first app can be live in seconds.</h1>
        <p className="second mb-5 max-w-[60ch] text-[14px] leading-[22px]">
          Pick a language. Starboard creates the repository, the build, the pipeline and a running
          application, and shows every step.
        </p>
        <p className="mb-5">
          <Link className="btn large primary" href={routes.newProject}>
            <Icon name="plus" small />
            New project
          </Link>
        </p>
        <p className="t12 dim mb-1">Or in a terminal, in the Starboard folder:</p>
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
