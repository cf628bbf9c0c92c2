'use client';
import { useState } from 'react';
import { useIsAws } from '@/lib/client/backend';
import { draftOf, follow, isTyped, settle } from '@/lib/client/draft';
import { useKeptInput } from '@/lib/client/kept-input';
import type { Action } from '@/lib/client/mutations/use-action';
import { useLeaving } from '@/lib/client/use-leaving';
import {
  COMPUTE_TYPES,
  settingsProblem,
  type BuildProjectCommand,
  type BuildProjectDone,
  type BuildProjectView,
  type ProjectSettings,
  type SavedSettings,
} from '@/lib/domain/builds/build-project';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
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
  queuedTimeoutMinutes: 'Queue timeout',
  concurrentLimit: 'Concurrent builds',
  autoRetryLimit: 'Automatic retries',
  variables: 'Environment variables',
  cache: 'Cache',
  vpc: 'VPC',
  kmsKey: 'KMS key',
};

type NumberKey = 'timeoutMinutes' | 'queuedTimeoutMinutes' | 'concurrentLimit' | 'autoRetryLimit';

const NUMBERS: readonly (readonly [NumberKey, label: string, hint: string])[] = [
  ['timeoutMinutes', 'Timeout, minutes', '5 to 2160'],
  ['queuedTimeoutMinutes', 'Queue timeout, minutes', '5 to 480'],
  ['concurrentLimit', 'Concurrent builds', '0: no project limit'],
  ['autoRetryLimit', 'Automatic retries', '0 to 10; not used in a pipeline'],
];

interface FieldsProps {
  readonly settings: ProjectSettings;
  readonly set: (change: Partial<ProjectSettings>) => void;
}

function Limits({ settings: s, set }: FieldsProps) {
  return (
    <div className="form-four">
      {NUMBERS.map(([key, label, hint]) => (
        <label key={key} className="field">
          <span className="field-label">{label}</span>
          <input
            className="input"
            type="number"
            value={Number.isNaN(s[key]) ? '' : s[key]}
            onChange={(e) => set({ [key]: e.target.valueAsNumber })}
          />
          <span className="text-xs text-muted">{hint}</span>
        </label>
      ))}
    </div>
  );
}

/** What a build runs in. */
function Machine({ settings: s, set }: FieldsProps) {
  const aws = useIsAws();
  return (
    <div className="form-pair">
      <label className="field">
        <span className="field-label">Image</span>
        <input
          className="input mono"
          value={s.image}
          onChange={(e) => set({ image: e.target.value })}
          spellCheck={false}
        />
        {!aws && (
          <span className="text-xs text-muted">
            On this machine, builds use the installed tools. With STARBOARD_SANDBOX=container they
            use this image.
          </span>
        )}
      </label>
      <label className="field">
        <span className="field-label">Compute</span>
        <select
          className="input"
          value={s.computeType}
          onChange={(e) => set({ computeType: e.target.value })}
        >
          {!COMPUTE_TYPES.some(([k]) => k === s.computeType) && (
            <option value={s.computeType}>{s.computeType}</option>
          )}
          {COMPUTE_TYPES.map(([key, word]) => (
            <option key={key} value={key}>
              {word}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function Buildspec({ settings: s, set }: FieldsProps) {
  return (
    <label className="field">
      <span className="field-label">Buildspec</span>
      <textarea
        className="input mono"
        rows={s.buildspec.includes('\n') ? 10 : 2}
        value={s.buildspec}
        onChange={(e) => set({ buildspec: e.target.value })}
        placeholder="buildspec.yml"
        spellCheck={false}
      />
      <span className="text-xs text-muted">
        A path in the source, an S3 ARN, or the buildspec itself. Empty: buildspec.yml in the
        source.
      </span>
    </label>
  );
}

/** What can be edited: nothing is sent until it is saved, nothing typed is lost to a newer read, and what somebody else has changed meanwhile is not overwritten unsaid. */
export function ProjectForm({ project, action, onSave }: Props) {
  const [kept, setKept] = useState(() => draftOf(project.settings));
  const draft = follow(kept, project.settings);
  const s = draft.typed;
  const changed = isTyped(draft);
  useLeaving(changed);
  const set = (change: Partial<ProjectSettings>): void =>
    setKept({ ...draft, typed: { ...s, ...change } });
  const save = (): void => onSave(s, () => setKept((d) => settle(d, s)));
  useKeptInput(`build project ${project.name}`, s, (typed) => setKept({ ...draft, typed }));
  const disabledReason =
    project.readOnly ?? settingsProblem(s) ?? (changed ? undefined : 'nothing has been changed');
  return (
    <form
      className="card p-4 grid gap-4"
      aria-label="Settings"
      onSubmit={(e) => e.preventDefault()}
    >
      <label className="field">
        <span className="field-label">Description</span>
        <input
          className="input"
          value={s.description}
          onChange={(e) => set({ description: e.target.value })}
          maxLength={255}
        />
      </label>
      <Machine settings={s} set={set} />
      <Buildspec settings={s} set={set} />
      <Limits settings={s} set={set} />
      <Checkbox checked={s.privileged} onChange={(on) => set({ privileged: on })}>
        Privileged: builds may run Docker
      </Checkbox>
      <Places settings={s} set={set} />
      <Variables list={s.variables} onChange={(variables) => set({ variables })} />
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
          onClick={save}
        >
          {action.sending ? 'Saving…' : 'Save'}
        </Button>
      </div>
    </form>
  );
}
