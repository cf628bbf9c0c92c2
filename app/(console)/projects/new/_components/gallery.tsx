'use client';
import { useAddressState } from '@/lib/client/address-state';
import { capital } from '@/lib/domain/projects/names';
import type { TemplateGallery, TemplateView } from '@/lib/domain/projects/project';
import { intoSight } from '@/lib/client/into-sight';
import { FilterChip } from '@/components/ui/segmented';
import { Icon } from '@/components/ui/icon';
import { TARGETS } from '@/components/templates/targets';
import { TemplateCard } from '@/components/templates/template-card';

const distinct = (values: readonly string[]): string[] => [...new Set(values)];
const WORDS = (t: TemplateView): string =>
  `${t.name} ${t.language} ${t.framework} ${t.type} ${t.description} ${t.id}`.toLowerCase();

interface Props {
  readonly gallery: TemplateGallery;
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

/** The filters, all in the address, and the templates that they leave. */
function useTemplateFilter(templates: readonly TemplateView[]) {
  const [text, setText] = useAddressState('find');
  const [language, setLanguage] = useAddressState('language');
  const [type, setType] = useAddressState('type');
  const [target, setTarget] = useAddressState('target');
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = templates.filter(
    (t) =>
      words.every((w) => WORDS(t).includes(w)) &&
      (!target || t.targets.includes(target)) &&
      (!type || t.type === type),
  );
  return {
    text,
    setText,
    language,
    setLanguage,
    type,
    setType,
    target,
    setTarget,
    /** Those of every language. */
    matching,
    shown: matching.filter((t) => !language || t.language === language),
    clear: (): void => {
      for (const set of [setText, setLanguage, setType, setTarget]) set('');
    },
  };
}

interface ChipsProps {
  readonly label: string;
  /** The chip that filters nothing. */
  readonly all: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly string[];
  readonly wordOf?: (option: string) => string;
  /** How many there are of one option; of all without it. */
  readonly countOf?: (option?: string) => number;
}

function Chips({ label, all, value, onChange, options, wordOf, countOf }: ChipsProps) {
  return (
    <div className="chips" role="group" aria-label={label} onFocus={intoSight}>
      <FilterChip
        label={all}
        on={!value}
        onChange={() => onChange('')}
        {...(countOf && { count: countOf() })}
      />
      {options.map((o) => (
        <FilterChip
          key={o}
          label={wordOf?.(o) ?? o}
          on={value === o}
          onChange={() => onChange(value === o ? '' : o)}
          {...(countOf && { count: countOf(o) })}
        />
      ))}
    </div>
  );
}

type Filter = ReturnType<typeof useTemplateFilter>;

function Tools({ templates, filter: f }: { templates: readonly TemplateView[]; filter: Filter }) {
  const countOf = (language?: string): number =>
    f.matching.filter((t) => language === undefined || t.language === language).length;
  return (
    <>
      <div className="tools">
        <label className="search-box">
          <Icon name="search" small />
          <span className="sr-only">Find a template</span>
          <input
            type="search"
            value={f.text}
            placeholder="Find a template"
            onChange={(e) => f.setText(e.target.value)}
          />
        </label>
        <Chips
          label="Language"
          all="All"
          value={f.language}
          onChange={f.setLanguage}
          options={distinct(templates.map((t) => t.language))}
          countOf={countOf}
        />
      </div>
      <div className="tools">
        <Chips
          label="Type"
          all="Any type"
          value={f.type}
          onChange={f.setType}
          options={distinct(templates.map((t) => t.type)).sort()}
          wordOf={capital}
        />
        <Chips
          label="Target"
          all="Any target"
          value={f.target}
          onChange={f.setTarget}
          options={distinct(templates.flatMap((t) => t.targets))}
          wordOf={(t) => TARGETS[t]?.short ?? t}
        />
        <span className="flex-1" />
        <span className="text-xs text-faint" role="status">
          {f.shown.length} of {templates.length} shown
        </span>
      </div>
    </>
  );
}

/** Sources of templates that are still being fetched, and those that cannot be used. */
function SourceNotes({ pending, problems }: Pick<TemplateGallery, 'pending' | 'problems'>) {
  return (
    <>
      {pending.map((source) => (
        <div key={source} className="note k-run mb-3" role="status">
          <span>
            Templates from <code>{source}</code> are still being fetched. Reload in a moment to see
            them.
          </span>
        </div>
      ))}
      {problems.map((p) => (
        <div key={`${p.source} ${p.problem}`} className="note k-stop mb-3">
          <Icon name="info" small />
          <span>
            <b>Not usable:</b> <code>{p.source}</code>. {p.problem}
          </span>
        </div>
      ))}
    </>
  );
}

/** Where templates of one's own come from. */
function OwnSources({ sources }: Pick<TemplateGallery, 'sources'>) {
  if (!sources.length)
    return (
      <p className="text-xs text-faint mt-3">
        To add your own templates, list folders or git addresses in <code>STARBOARD_TEMPLATES</code>{' '}
        where Starboard is started.
      </p>
    );
  return (
    <p className="text-xs text-faint mt-3">
      Yours, by <code>STARBOARD_TEMPLATES</code>:{' '}
      {sources.map((s, i) => (
        <span key={s.text}>
          {i > 0 && ', '}
          <code>{s.text}</code> ({s.count})
        </span>
      ))}
      . It is set where Starboard is started.
    </p>
  );
}

/** Templates by words, language, type and target; the filters stand in the address. */
export function Gallery({ gallery, chosen, onChoose }: Props) {
  const { templates, problems, pending, sources } = gallery;
  const filter = useTemplateFilter(templates);
  return (
    <section aria-label="Templates" id="templates" className="templates">
      <Tools templates={templates} filter={filter} />
      <SourceNotes pending={pending} problems={problems} />
      {!filter.shown.length && (
        <div className="card empty">
          <h2>No template matches</h2>
          <p>Clear the filter to see all {templates.length} templates.</p>
          <button type="button" className="btn" onClick={filter.clear}>
            Clear the filter
          </button>
        </div>
      )}
      <ul className="gallery">
        {filter.shown.map((t) => (
          <li key={t.id}>
            <TemplateCard template={t} chosen={t.id === chosen} onChoose={onChoose} />
          </li>
        ))}
      </ul>
      <OwnSources sources={sources} />
    </section>
  );
}
