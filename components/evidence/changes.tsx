'use client';
import { useDeferredValue, useState } from 'react';
import { rankOf } from '@/lib/domain/evidence/evidence-order';
import {
  doesSomething,
  type ChangesEvidence,
  type ResourceChange,
} from '@/lib/domain/evidence/evidence';
import { nothingToApply } from '@/lib/domain/evidence/evidence-order';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { Input } from '@/components/ui/field';
import { Attributes, Resource } from './resource';

/** So many are drawn first; those that matter most lead. */
const FIRST = 25;
/** Of those that are replaced or open doors, so many show what changes without a press. */
const OPENED = 3;

/** What is destroyed loses all it has: its attributes tell nothing more. */
const isWorthReading = (c: ResourceChange): boolean => c.action !== 'delete' && rankOf(c) <= 2;

const matches = (c: ResourceChange, text: string): boolean =>
  [c.address, c.type, c.scope, c.action].some((part) => part.toLowerCase().includes(text));

/** Resources in their order. Of a long list the beginning is drawn, and a field finds the others. */
export function ResourceList({
  label,
  changes,
}: {
  label: string;
  changes: readonly ResourceChange[];
}) {
  const [isAll, setAll] = useState(false);
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text.trim().toLowerCase());
  const found = wanted ? changes.filter((c) => matches(c, wanted)) : changes;
  const shown = isAll ? found : found.slice(0, FIRST);
  const isLong = changes.length > FIRST;
  const opened = new Set(changes.filter(isWorthReading).slice(0, OPENED));
  return (
    <>
      {isLong && (
        <div className="resource-filter">
          <Input
            aria-label={`Filter ${label.toLowerCase()}`}
            placeholder={`Filter ${changes.length} resources`}
            value={text}
            onChange={setText}
          />
          <span className="text-xs text-faint" role="status">
            {wanted && `${found.length} found`}
          </span>
        </div>
      )}
      <ul className="resources" aria-label={label}>
        {shown.map((c) => (
          <Resource key={`${c.scope} ${c.address} ${c.action}`} change={c} open={opened.has(c)} />
        ))}
      </ul>
      {found.length > shown.length && (
        <button type="button" className="link" onClick={() => setAll(true)}>
          Show {found.length - shown.length} more
        </button>
      )}
    </>
  );
}

function Notes({ notes }: { notes: readonly string[] }) {
  if (!notes.length) return null;
  return (
    <ul className="note k-wait evidence-notes">
      {notes.map((n) => (
        <li key={n}>
          <Icon name="warn" small />
          <span>{n}</span>
        </li>
      ))}
    </ul>
  );
}

/** What was changed past the tool, folded: it is not what would be applied. */
function Drift({ drift }: { drift: readonly ResourceChange[] }) {
  const [isOpen, setOpen] = useState(false);
  if (!drift.length) return null;
  return (
    <div>
      <button
        type="button"
        className="link"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {drift.length} {drift.length === 1 ? 'resource was' : 'resources were'} changed outside of
        the tool
      </button>
      {isOpen && <ResourceList label="Drift" changes={drift} />}
    </div>
  );
}

/** A plan, change set or diff: destroys and replacements first, then what opens doors, then the rest. */
export function Changes({ evidence: e }: { evidence: ChangesEvidence }) {
  const { summary: s } = e;
  const changes = s.changes.filter((c) => doesSomething(c.action));
  return (
    <>
      <Notes notes={s.notes} />
      {nothingToApply(e) && (
        <p className="nothing-to-apply k-ok">
          <StatusIcon status="ok" quiet small /> Nothing to apply
        </p>
      )}
      {changes.length > 0 && <ResourceList label="Resources" changes={changes} />}
      {s.more > 0 && (
        <p className="text-xs text-faint">
          {s.more} more resources are counted and not listed. The file has them all.
        </p>
      )}
      {s.outputs.length > 0 && (
        <div>
          <h4 className="label">Outputs</h4>
          <Attributes attributes={s.outputs} />
        </div>
      )}
      <Drift drift={s.drift} />
    </>
  );
}
