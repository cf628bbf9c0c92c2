'use client';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useIsAws } from '@/lib/client/backend';
import { useTopic } from '@/lib/client/live/use-topic';
import { routes } from '@/lib/routes';
import { Copy } from '@/components/ui/copy';
import { Icon, type IconName } from '@/components/ui/icon';

function Door({
  icon,
  title,
  text,
  command,
}: {
  icon: IconName;
  title: string;
  text: ReactNode;
  /** Typed in the Starboard folder. */
  command?: string;
}) {
  return (
    <section aria-label={title}>
      <h2>
        <Icon name={icon} small />
        {title}
      </h2>
      <p className="text-muted">{text}</p>
      {command !== undefined && (
        <p className="cmd">
          <code>{command}</code>
          <Copy text={command} label={`Copy the command: ${title}`} />
        </p>
      )}
    </section>
  );
}

/** Other ways in than a template, on this machine. */
function LocalDoors() {
  return (
    <>
      <Door
        icon="terminal"
        title="From a terminal"
        text="The same project by one command, in the Starboard folder."
        command="npx starboard create hello --template node-express --wait"
      />
      <Door
        icon="branch"
        title="Your repository"
        text={
          <>
            Run its <code>buildspec.yml</code> here, as CodeBuild would.
          </>
        }
        command="npx starboard build ../my-repository"
      />
      <Door
        icon="cloud"
        title="Your AWS account"
        text="See its pipelines, with the credentials of your AWS CLI. Read-only."
        command="STARBOARD_BACKEND=aws npm start"
      />
    </>
  );
}

function AwsDoors() {
  const { data: origin } = useTopic('origin', []);
  const account = origin?.account;
  return (
    <>
      <Door
        icon="cloud"
        title="Another Region or account"
        text="Any Region, any profile of your AWS CLI."
        command="AWS_PROFILE=my-profile AWS_REGION=eu-central-1 STARBOARD_BACKEND=aws npm start"
      />
      <Door
        icon="branch"
        title="Your repository"
        text={
          <>
            On GitHub, GitLab or Bitbucket: choose its connection in a{' '}
            <Link href={routes.newProject}>new project</Link>&apos;s options.
          </>
        }
      />
      <Door
        icon="terminal"
        title="Permissions"
        text="See which pages your credentials can read, and what is missing."
        command={`STARBOARD_BACKEND=aws npx starboard verify --account ${account ?? 'ACCOUNT'}`}
      />
    </>
  );
}

/** What else a first visitor can do. */
export function Doors() {
  const aws = useIsAws();
  return <div className="doors">{aws ? <AwsDoors /> : <LocalDoors />}</div>;
}
