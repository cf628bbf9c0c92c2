'use client';
import { useState } from 'react';
import { StatusLabel } from '@/components/status/status-label';
import { OriginView } from '@/components/shell/origin';
import { Avatar } from '@/components/ui/avatar';
import { Button } from '@/components/ui/button';
import { Checkbox, Switch } from '@/components/ui/checkbox';
import { Field, Input } from '@/components/ui/field';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { Kbd } from '@/components/ui/kbd';
import { FilterChip, Segmented } from '@/components/ui/segmented';
import { Sha } from '@/components/ui/sha';
import { InlineCode } from '@/components/ui/inline-code';
import { Monogram } from '@/components/templates/monogram';
import { STATUSES } from './fixtures';

const aws = {
  partition: 'aws',
  backend: 'aws' as const,
  account: '123456789012',
  region: 'eu-west-1',
  person: 'mara',
  readAt: 0,
};

function Statuses() {
  return (
    <section className="card p-4" aria-label="Status">
      <h2 className="mb-2">Status: one component, hue + icon + word</h2>
      <ul className="grid gap-2 grid-cols-[repeat(auto-fill,minmax(260px,1fr))]">
        {STATUSES.map((s) => (
          <li key={`${s.key}${s.word}`} className="flex gap-4">
            <StatusLabel as="bare" status={s} />
            <StatusLabel status={s} />
            <StatusLabel as="pill" status={s} />
          </li>
        ))}
        <li className="flex gap-4">
          <StatusLabel as="bare" quiet status={STATUSES[0] ?? { key: 'ok', word: '' }} /> quiet
          success
        </li>
      </ul>
    </section>
  );
}

function Buttons() {
  return (
    <section className="card p-4 flex flex-wrap gap-3 items-center" aria-label="Buttons">
      <Button variant="primary">Approve and deploy</Button>
      <Button>
        <Icon name="undo" small />
        Roll back…
      </Button>
      <Button variant="danger">Delete shop</Button>
      <Button variant="quiet">Show 9 more</Button>
      <Button disabledReason="nothing failed here">Retry</Button>
      <Button size="small">Log</Button>
      <Button size="large" variant="primary">
        Create hello
      </Button>
      <Kbd>⌘K</Kbd>
      <Sha sha="9b03e7a1c81e5f07" copy />
      <Sha sha="9b03e7a1c81e5f07" />
      <Avatar name="Mara Lindqvist" />
      <Monogram language="Go" />
      <span className="tag">EC2</span>
      <span>
        <InlineCode text="A sentence with `code` in it." />
      </span>
    </section>
  );
}

function Choices() {
  const [on, setOn] = useState(true);
  const [side, setSide] = useState<'project' | 'environment'>('project');
  return (
    <section className="card p-4 flex flex-wrap gap-3 items-center" aria-label="Choices">
      <FilterChip label="All" count={9} on={!on} onChange={() => setOn(!on)} />
      <FilterChip label="Needs me" count={3} on={on} onChange={() => setOn(!on)} />
      <Segmented
        label="Group by"
        value={side}
        onChange={setSide}
        options={[
          ['project', 'Project'],
          ['environment', 'Environment'],
        ]}
      />
      <Checkbox checked={on} onChange={setOn}>
        Keep the repository
      </Checkbox>
      <Switch checked={on} onChange={setOn}>
        asks for approval
      </Switch>
      <Switch checked={false} disabled onChange={() => undefined}>
        Follow
      </Switch>
    </section>
  );
}

const none = (): void => undefined;

function Inputs() {
  return (
    <section className="card p-4 grid gap-3 max-w-[520px]" aria-label="Inputs">
      <Field label="At rest" hint="What to know before typing">
        <Input value="" placeholder="my-project" onChange={none} />
      </Field>
      <Field label="Valid">
        <span className="input-box valid">
          <Input bare value="hello-go" onChange={none} />
          <span className="status k-ok">
            <StatusIcon status="ok" small />
            Free
          </span>
        </span>
      </Field>
      <Field label="Invalid" problem="No capitals or spaces. Try hello-go.">
        <Input value="Hello Go" onChange={none} />
      </Field>
      <Field
        label="With a button"
        problem="Enter the six digits that the MFA device shows."
        beside={<Button>Sign in to AWS</Button>}
      >
        <Input value="123" onChange={none} />
      </Field>
    </section>
  );
}

function Origins() {
  return (
    <section className="card p-4 flex flex-wrap gap-3 items-center" aria-label="Origin">
      <OriginView data={{ ...aws, backend: 'local' }} error={null} />
      <OriginView data={aws} error={null} />
      <OriginView
        data={{ ...aws, readOnly: 'Starboard is read-only in account 123456789012.' }}
        error={null}
      />
      <OriginView data={undefined} error={new Error('No AWS credentials were found.')} />
      <span className="connection k-ok">Connected</span>
      <span className="connection k-unk">updated 40s ago</span>
    </section>
  );
}

/** What the pages' parts are made of. */
export function Controls() {
  return (
    <div className="grid gap-4 mt-4">
      <Statuses />
      <Buttons />
      <Choices />
      <Inputs />
      <Origins />
    </div>
  );
}
