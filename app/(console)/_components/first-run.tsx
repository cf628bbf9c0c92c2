'use client';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useIsAws } from '@/lib/client/backend';
import { useTopic } from '@/lib/client/live/use-topic';
import { useStarters } from '@/lib/client/queries/starters';
import type { TemplateProof, TemplateView } from '@/lib/domain/projects/project';
import { routes } from '@/lib/routes';
import { TemplateLink } from '@/components/templates/template-card';
import { NotRead } from '@/components/ui/not-read';
import { Icon, StatusIcon, type IconName } from '@/components/ui/icon';
import { Doors } from './doors';

type Step = readonly [IconName, string, string, (proof: TemplateProof) => number];

const ROAD: readonly Step[] = [
  ['branch', 'Repository', 'Your code, with a first commit.', (p) => p.steps.stack],
  ['terminal', 'Build', 'Runs the tests and packages an artifact.', (p) => p.steps.build],
  ['server', 'Deploy', 'Installs it and checks its health.', (p) => p.steps.deploy],
  ['globe', 'Live', 'An address that answers.', (p) => p.seconds],
];

/** What happens to a first project; the times are those of one that was tried on a machine like this. */
function Road({ template }: { template: TemplateView | undefined }) {
  const proof = template?.proof;
  return (
    <ol
      className="road"
      title={proof && `Measured with ${template.name} on ${proof.on}, from Create`}
    >
      {ROAD.map(([icon, title, text, secondsOf]) => (
        <li key={title}>
          <Icon name={icon} />
          <div>
            <b className="font-semibold">{title}</b>
            <p className="text-muted">{text}</p>
          </div>
          {proof && <span className="text-faint num">{Math.round(secondsOf(proof))}s</span>}
        </li>
      ))}
    </ol>
  );
}

function NewProject() {
  return (
    <Link className="btn large primary" href={routes.newProject}>
      <Icon name="plus" small />
      New project
    </Link>
  );
}

function LocalWelcome() {
  return (
    <div className="hello-words">
      <h1>
        No projects yet.
        <br />
        Your first app can be live in seconds.
      </h1>
      <p>
        Pick a template. Starboard creates the repository, the build, the pipeline and a running
        application on this machine. No account, no containers.
      </p>
      <NewProject />
    </div>
  );
}

/** Of an account on AWS: which one it is, because another Region may have what is missed here. */
function AwsWelcome() {
  const { data: origin } = useTopic('origin', []);
  return (
    <div className="hello-words">
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
      <p>Every pipeline of this account and Region appears here, whoever made it.</p>
      {origin?.readOnly === undefined ? (
        <>
          <p>
            Or pick a template. Starboard creates the repository, the build, the pipeline and a
            running application in one CloudFormation stack, in minutes.
          </p>
          <NewProject />
        </>
      ) : (
        <p className="note k-unk">{origin.readOnly}</p>
      )}
    </div>
  );
}

function Part({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="first-part" aria-label={title}>
      <header>
        <h2>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}

/** A few templates, each a click from its form. */
function Starters({ templates }: { templates: readonly TemplateView[] | undefined }) {
  return (
    <Part
      title="Start with one of these"
      aside={<Link href={routes.newProject}>All templates</Link>}
    >
      <ul className="starters" aria-busy={templates === undefined || undefined}>
        {templates?.map((t) => (
          <li key={t.id}>
            <TemplateLink template={t} />
          </li>
        )) ??
          Array.from({ length: 4 }, (_, i) => <li key={i} className="skeleton starter-ghost" />)}
      </ul>
    </Part>
  );
}

const CELLS = [
  ['Source', 'The newest commit'],
  ['Build', 'Tests and artifact'],
  ['Staging', 'What testers see'],
  ['Production', 'What users see'],
] as const;

/** The board as it will be: its first row, still without a project. */
function Ghost() {
  return (
    <Part title="Your board">
      <div className="ghost-board">
        <Link href={routes.newProject}>
          <Icon name="plus" small />
          First project
        </Link>
        {CELLS.map(([stage, text]) => (
          <div key={stage}>
            <b>{stage}</b>
            <span>
              <StatusIcon status="pend" small />
              {text}
            </span>
          </div>
        ))}
      </div>
    </Part>
  );
}

/** The board where there is nothing yet. */
export function FirstRun({
  starters,
  unreadStacks,
}: {
  starters: readonly TemplateView[] | undefined;
  /** Why it is not known whether a project is being created. */
  unreadStacks?: string | undefined;
}) {
  const aws = useIsAws();
  const { data: origin } = useTopic('origin', []);
  const { data, error } = useStarters(starters);
  const canCreate = !aws || (origin && origin.readOnly === undefined);
  return (
    <div className="first-run">
      {unreadStacks !== undefined && (
        <NotRead
          coming={0}
          unreadable={[{ name: 'Projects that are being created', why: unreadStacks }]}
        />
      )}
      <section className="card hello">
        {aws ? <AwsWelcome /> : <LocalWelcome />}
        <Road template={aws ? undefined : data?.find((t) => t.proof)} />
      </section>
      {canCreate && !(error && !data) && <Starters templates={data} />}
      <Ghost />
      <Doors />
    </div>
  );
}
