'use client';
import Link from 'next/link';
import { useIsAws } from '@/lib/client/backend';
import { useTopic } from '@/lib/client/live/use-topic';
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

function NewProject() {
  return (
    <p className="mb-5">
      <Link className="btn large primary" href={routes.newProject}>
        <Icon name="plus" small />
        New project
      </Link>
    </p>
  );
}

/** Of the engine on this machine. */
function LocalWelcome() {
  return (
    <div>
      <h1>No projects yet. Your first app can be live in seconds.</h1>
      <p className="text-muted mb-5 max-w-[60ch] text-[14px] leading-[22px]">
        Pick a language. Starboard creates the repository, the build, the pipeline and a running
        application, and shows every step.
      </p>
      <NewProject />
      <p className="text-xs text-faint mb-1">Or in a terminal, in the Starboard folder:</p>
      <p className="cmd">
        <code>{COMMAND}</code>
        <Copy text={COMMAND} label="Copy the command" />
      </p>
    </div>
  );
}

/** Of an account on AWS: which one it is, because another Region may have what is missed here. */
function AwsWelcome() {
  const { data: origin } = useTopic('origin', []);
  return (
    <div>
      <h1>
        No pipelines
        {origin && (
          <>
            {' in '}
            <span className="whitespace-nowrap">{origin.region}</span> of account {origin.account}
          </>
        )}
        .
      </h1>
      <p className="text-muted mb-5 max-w-[60ch] text-[14px] leading-[22px]">
        Every pipeline of this account and Region is shown here, whoever made it. To look elsewhere,
        start Starboard with another AWS_REGION or AWS_PROFILE.
      </p>
      {origin?.readOnly === undefined ? (
        <>
          <p className="text-muted mb-5 max-w-[60ch] text-[14px] leading-[22px]">
            Or pick a template. Starboard creates the repository, the build, the pipeline and a
            running application in one CloudFormation stack. That and the first release take
            minutes.
          </p>
          <NewProject />
        </>
      ) : (
        <p className="note k-unk">{origin.readOnly}</p>
      )}
    </div>
  );
}

/** The board where there is nothing yet. */
export function FirstRun() {
  const aws = useIsAws();
  return (
    <section className="card hello">
      {aws ? <AwsWelcome /> : <LocalWelcome />}
      <ol className="road">
        {ROAD.map(([icon, title, text]) => (
          <li key={title}>
            <Icon name={icon} />
            <div>
              <b className="font-semibold">{title}</b>
              <p className="text-muted">{text}</p>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
