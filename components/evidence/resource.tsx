'use client';
import { useState } from 'react';
import type {
  AttributeChange,
  ResourceAction,
  ResourceChange,
} from '@/lib/domain/evidence/evidence';
import { ACTION_WORDS } from '@/lib/domain/evidence/words';
import type { StatusKey } from '@/lib/domain/status';
import { Icon, type IconName } from '@/components/ui/icon';

interface Sign {
  readonly hue: StatusKey;
  readonly icon: IconName;
}

/** Each action has a hue and an icon beside its word, so that it reads without colour. */
const SIGNS: Readonly<Record<ResourceAction, Sign>> = {
  delete: { hue: 'fail', icon: 'trash' },
  replace: { hue: 'fail', icon: 'retry' },
  create: { hue: 'ok', icon: 'plus' },
  update: { hue: 'run', icon: 'arrow' },
  import: { hue: 'run', icon: 'download' },
  move: { hue: 'run', icon: 'right' },
  forget: { hue: 'wait', icon: 'out' },
  read: { hue: 'unk', icon: 'search' },
  'no-op': { hue: 'unk', icon: 'check' },
};

export function ActionWord({ action }: { action: ResourceAction }) {
  const { hue, icon } = SIGNS[action];
  return (
    <span className={`resource-action k-${hue}`}>
      <Icon name={icon} small />
      {ACTION_WORDS[action]}
    </span>
  );
}

/** More of a value is drawn when somebody asks for it. */
const MAX_VALUE = 300;

/** A value as text; a long one is cut until somebody asks for the rest. */
function Value({ text }: { text: string }) {
  const [isWhole, setWhole] = useState(false);
  if (text === '') return <span className="text-faint">empty</span>;
  const isCut = !isWhole && text.length > MAX_VALUE;
  return (
    <>
      <code>{isCut ? `${text.slice(0, MAX_VALUE)}…` : text}</code>{' '}
      {isCut && (
        <button type="button" className="link text-xs" onClick={() => setWhole(true)}>
          Show all
        </button>
      )}
    </>
  );
}

function Before({ attribute: a }: { attribute: AttributeChange }) {
  if (a.sensitive) return <span className="tag">sensitive</span>;
  return a.before === undefined ? (
    <span className="text-faint">not set</span>
  ) : (
    <Value text={a.before} />
  );
}

function After({ attribute: a }: { attribute: AttributeChange }) {
  if (a.knownAfterApply) return <span className="text-faint">known after apply</span>;
  if (a.sensitive) return <span className="tag">sensitive</span>;
  return a.after === undefined ? (
    <span className="text-faint">not set</span>
  ) : (
    <Value text={a.after} />
  );
}

/** So many attributes are drawn first. */
const FIRST = 12;

const byWeight = (a: AttributeChange, b: AttributeChange): number =>
  Number(b.replaces) - Number(a.replaces);

/** Before and after, an attribute a row; what forces a replacement leads and says so. */
export function Attributes({ attributes }: { attributes: readonly AttributeChange[] }) {
  const [isAll, setAll] = useState(false);
  const ordered = [...attributes].sort(byWeight);
  const shown = isAll ? ordered : ordered.slice(0, FIRST);
  return (
    <>
      <dl className="attributes">
        {shown.map((a, i) => (
          <div key={`${a.path} ${i}`}>
            <dt>
              <code>{a.path}</code> {a.replaces && <span className="tag k-fail">replaces</span>}
            </dt>
            <dd>
              <Before attribute={a} /> <Icon name="arrow" small />
              <span className="sr-only">becomes</span> <After attribute={a} />
            </dd>
          </div>
        ))}
      </dl>
      {ordered.length > shown.length && (
        <button type="button" className="link text-xs" onClick={() => setAll(true)}>
          Show {ordered.length - shown.length} more attributes
        </button>
      )}
    </>
  );
}

const lineKind = (line: string): string | undefined => {
  if (line.startsWith('+')) return 'added';
  return line.startsWith('-') ? 'removed' : undefined;
};

/** The lines of a diff as its tool wrote them. */
function DiffLines({ lines }: { lines: readonly string[] }) {
  return (
    <pre className="evidence-diff" tabIndex={0} aria-label="Diff">
      {lines.map((line, i) => (
        <span key={i} className={lineKind(line)}>
          {`${line}\n`}
        </span>
      ))}
    </pre>
  );
}

const isWorthOpening = (c: ResourceChange): boolean =>
  c.attributes.length > 0 || c.moreAttributes > 0 || Boolean(c.diff?.length);

function Details({ change: c }: { change: ResourceChange }) {
  return (
    <div className="resource-body">
      {c.attributes.length > 0 && <Attributes attributes={c.attributes} />}
      {c.moreAttributes > 0 && (
        <p className="text-xs text-faint">{c.moreAttributes} more attributes change.</p>
      )}
      {c.diff && c.diff.length > 0 && <DiffLines lines={c.diff} />}
    </div>
  );
}

function Tags({ change: c }: { change: ResourceChange }) {
  return (
    <>
      {c.isSecurity && <span className="tag k-wait">security</span>}
      {c.isKept && <span className="tag">kept</span>}
    </>
  );
}

/** What is said below a resource without opening it: where it comes from, what it is now, why this happens. */
const noteOf = (c: ResourceChange): string =>
  [
    c.scope && `in ${c.scope}`,
    c.physicalId && `now ${c.physicalId}`,
    c.movedFrom && `moved from ${c.movedFrom}`,
    c.importedFrom && `imported from ${c.importedFrom}`,
    ...c.reasons,
  ]
    .filter(Boolean)
    .join('; ');

/** One resource: what happens to it, and on a press before and after. */
export function Resource({ change: c, open = false }: { change: ResourceChange; open?: boolean }) {
  const [isOpen, setOpen] = useState(open);
  const note = noteOf(c);
  const line = (
    <>
      <ActionWord action={c.action} />
      <span className="resource-name">
        <bdi className="resource-address">{c.address}</bdi>{' '}
        <span className="text-faint">{c.type}</span> <Tags change={c} />
        {note && <span className="text-xs text-faint block">{note}</span>}
      </span>
    </>
  );
  if (!isWorthOpening(c)) return <li className="resource">{line}</li>;
  return (
    <li className="resource">
      <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {line}
        <Icon name={isOpen ? 'up' : 'down'} small />
      </button>
      {isOpen && <Details change={c} />}
    </li>
  );
}
