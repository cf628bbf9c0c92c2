'use client';
import { useState } from 'react';
import { useIsAws } from '@/lib/client/backend';
import { draftOf, follow, isTyped, settle } from '@/lib/client/draft';
import { useKeptInput } from '@/lib/client/kept-input';
import type { Action } from '@/lib/client/mutations/use-action';
import { useFieldProblems } from '@/lib/client/use-field-problems';
import { useLeaving } from '@/lib/client/use-leaving';
import {
  COMPUTE_TYPES,
  type BuildProjectCommand,
  type BuildProjectDone,
  type BuildProjectView,
  type ProjectSettings,
  type SavedSettings,
} from '@/lib/domain/builds/build-project';
import { firstProblem } from '@/lib/domain/field-problems';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field, Input, Select, TextArea } from '@/components/ui/field';
import { Fields, useForm } from '@/components/ui/form';
import { Icon } from '@/components/ui/icon';
import { OutcomeNote } from '@/components/ui/outcome-note';
import { Places } from './places';
import { Variables } from './variables';

interface Props {
  readonly project: BuildProjectView;
  readonly action: Action<BuildProjectCommand, BuildProjectDone, SavedSettings>;
  /** `onSaved` is called once they are. */
  readonly onSave: (settings: ProjectSettings, onSaved: () => void) => void;
}

const WORDS: Readonly<Record<keyof ProjectSettings, string>> = {
  description: 'Description',
  image: 'Image',
  computeType: 'Compute',
  privileged: 'Privileged',
  buildspec: 'Buildspec',
  timeoutMinutes: 'Timeout',
  queuedTimeoutMinutes: 'Queued timeout',
  concurrentLimit: 'Concurrent build limit',
  autoRetryLimit: 'Auto-retry limit',
  variables: 'Environment variables',
  cache: 'Cache',
  vpc: 'VPC',
  kmsKey: 'Encryption key',
};

const loadSchema = () =>
  import('@/lib/domain/builds/build-project-schema').then((m) => m.projectSettings);

type NumberKey = 'timeoutMinutes' | 'queuedTimeoutMinutes' | 'concurrentLimit' | 'autoRetryLimit';

const NUMBERS: readonly (readonly [NumberKey, label: string, hint: string])[] = [
  ['timeoutMinutes', 'Timeout, minutes', 'How long a build may run: 5 to 2160.'],
  [
    'queuedTimeoutMinutes',
    'Queued timeout, minutes',
    'How long it may wait in the queue: 5 to 480.',
  ],
  [
    'concurrentLimit',
    'Concurrent build limit',
    'How many may run at once; 0: no limit of its own.',
  ],
  [
    'autoRetryLimit',
    'Auto-retry limit',
    'How often a failed build starts again: 0 to 10. Not in a pipeline.',
  ],
];

interface FieldsProps {
  readonly settings: ProjectSettings;
  readonly set: (change: Partial<ProjectSettings>) => void;
}

function Limits({ settings: s, set }: FieldsProps) {
  return (
    <div className="form-four">
      {NUMBERS.map(([key, label, hint]) => (
        <Field key={key} name={key} label={label} hint={hint}>
          <Input
            type="number"
            value={Number.isNaN(s[key]) ? '' : s[key]}
            onChange={(text) => set({ [key]: text === '' ? NaN : Number(text) })}
          />
        </Field>
      ))}
    </div>
  );
}

/** What a build runs in. */
function Machine({ settings: s, set }: FieldsProps) {
  const aws = useIsAws();
  return (
    <div className="form-pair">
      <Field
        name="image"
        label="Image"
        hint={
          aws
            ? 'The container image that builds run in.'
            : 'On this machine, builds use the installed tools. With STARBOARD_SANDBOX=container they use this image.'
        }
      >
        <Input
          className="mono"
          value={s.image}
          onChange={(image) => set({ image })}
          spellCheck={false}
        />
      </Field>
      <Field name="computeType" label="Compute" hint="CPU and memory of a build.">
        <Select value={s.computeType} onChange={(computeType) => set({ computeType })}>
          {!COMPUTE_TYPES.some(([k]) => k === s.computeType) && (
            <option value={s.computeType}>{s.computeType}</option>
          )}
          {COMPUTE_TYPES.map(([key, word]) => (
            <option key={key} value={key}>
              {word}
            </option>
          ))}
        </Select>
      </Field>
    </div>
  );
}

function Buildspec({ settings: s, set }: FieldsProps) {
  return (
    <Field
      name="buildspec"
      label="Buildspec"
      hint="A path in the source, an S3 ARN, or the buildspec itself. Empty: buildspec.yml in the source."
    >
      <TextArea
        className="mono"
        rows={s.buildspec.includes('\n') ? 10 : 2}
        value={s.buildspec}
        onChange={(buildspec) => set({ buildspec })}
        placeholder="buildspec.yml"
        spellCheck={false}
      />
    </Field>
  );
}

/**
 * The editable settings. Nothing is sent before Save, a newer read replaces nothing that was typed, and a change that
 * somebody else has made is never overwritten silently.
 */
export function ProjectForm({ project, action, onSave }: Props) {
  const [kept, setKept] = useState(() => draftOf(project.settings));
  const draft = follow(kept, project.settings);
  const s = draft.typed;
  const changed = isTyped(draft);
  useLeaving(changed);
  const set = (change: Partial<ProjectSettings>): void =>
    setKept({ ...draft, typed: { ...s, ...change } });
  const problems = useFieldProblems(loadSchema, s);
  const fields = useForm(problems, () => onSave(s, () => setKept((d) => settle(d, s))));
  useKeptInput(`build project ${project.name}`, s, (typed) => setKept({ ...draft, typed }));
  const problem = firstProblem(problems);
  const disabledReason =
    project.readOnly ?? problem ?? (changed ? undefined : 'nothing has been changed');
  return (
    <form
      className="card p-4 grid gap-4"
      aria-label="Settings"
      onSubmit={(e) => e.preventDefault()}
    >
      <Fields form={fields}>
        <Field name="description" label="Description">
          <Input
            value={s.description}
            onChange={(description) => set({ description })}
            maxLength={255}
          />
        </Field>
        <Machine settings={s} set={set} />
        <Buildspec settings={s} set={set} />
        <Limits settings={s} set={set} />
        <Checkbox checked={s.privileged} onChange={(on) => set({ privileged: on })}>
          Privileged: builds may run Docker
        </Checkbox>
        <Places settings={s} set={set} />
        <Variables list={s.variables} onChange={(variables) => set({ variables })} />
      </Fields>
      {draft.contested.length > 0 && (
        <p className="note k-wait" role="status">
          <Icon name="warn" />
          <span>
            Changed by somebody else while you were typing:{' '}
            <b>{draft.contested.map((key) => WORDS[key]).join(', ')}</b>. Save keeps your text,
            Discard takes theirs.
          </span>
        </p>
      )}
      <OutcomeNote
        outcome={action.outcome}
        sending={action.sending}
        onCheck={action.check}
        failed="This was not saved."
        lost="Starboard may have saved this."
      />
      <div className="flex gap-2 justify-end">
        <Button
          disabled={!changed || action.busy}
          onClick={() => setKept(draftOf(project.settings))}
        >
          Discard
        </Button>
        <Button
          variant="primary"
          disabled={action.busy}
          disabledReason={disabledReason}
          onClick={fields.submit}
          onOff={problem === undefined ? undefined : fields.submit}
        >
          {action.sending ? 'Saving…' : 'Save'}
        </Button>
      </div>
    </form>
  );
}
