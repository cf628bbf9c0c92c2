'use client';
import { useAddressState } from '@/lib/client/address-state';
import { capital } from '@/lib/domain/names';
import type { TemplateGallery, TemplateView } from '@/lib/domain/project';
import { FilterChip } from '@/components/ui/segmented';
import { Icon } from '@/components/ui/icon';
import { TemplateCard } from './template-card';
import { TARGETS } from './targets';

const distinct = (values: readonly string[]): string[] => [...new Set(values)];
const WORDS = (t: TemplateView): string =>
  `${t.name} ${t.language} ${t.framework} ${t.type} ${t.description} ${t.id}`.toLowerCase();

interface Props {
  readonly gallery: TemplateGallery;
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

/** Templates by words, language, type and target; the filters stand in the address. */
export function Gallery({
  gallery: { templates, problems, pending, sources },
  chosen,
  onChoose,
}: Props) {
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
  const shown = matching.filter((t) => !language || t.language === language);
  const clear = (): void => {
    for (const set of [setText, setLanguage, setType, setTarget]) set('');
  };
  return (
    <section aria-label="Templates">
      <div className="tools">
        <label className="search-box">
          <Icon name="search" small />
          <span className="sr-only">Find a template</span>
          <input
            type="search"
            value={text}
            placeholder="Find a template"
            onChange={(e) => setText(e.target.value)}
          />
        </label>
        <div className="chips" role="group" aria-label="Language">
          <FilterChip
            label="All"
            on={!language}
            onChange={() => setLanguage('')}
            count={matching.length}
          />
          {distinct(templates.map((t) => t.language)).map((l) => (
            <FilterChip
              key={l}
              label={l}
              on={language === l}
              onChange={() => setLanguage(language === l ? '' : l)}
              count={matching.filter((t) => t.language === l).length}
            />
          ))}
        </div>
      </div>
      <div className="tools">
        <span className="text-xs text-faint">Type</span>
        <div className="chips" role="group" aria-label="Type">
          <FilterChip label="Any" on={!type} onChange={() => setType('')} />
          {distinct(templates.map((t) => t.type))
            .sort()
            .map((t) => (
              <FilterChip
                key={t}
                label={capital(t)}
                on={type === t}
                onChange={() => setType(type === t ? '' : t)}
              />
            ))}
        </div>
        <span className="text-xs text-faint tools-next">Target</span>
        <div className="chips" role="group" aria-label="Target">
          <FilterChip label="Any" on={!target} onChange={() => setTarget('')} />
          {distinct(templates.flatMap((t) => t.targets)).map((t) => (
            <FilterChip
              key={t}
              label={TARGETS[t]?.short ?? t}
              on={target === t}
              onChange={() => setTarget(target === t ? '' : t)}
            />
          ))}
        </div>
        <span className="flex-1" />
        <span className="text-xs text-faint" role="status">
          {shown.length} of {templates.length} shown
        </span>
      </div>
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
      {!shown.length && (
        <div className="card empty">
          <h2>No template matches</h2>
          <p>Clear the filter to see all {templates.length} templates.</p>
          <button type="button" className="btn" onClick={clear}>
            Clear the filter
          </button>
        </div>
      )}
      <ul className="gallery">
        {shown.map((t) => (
          <li key={t.id}>
            <TemplateCard template={t} chosen={t.id === chosen} onChoose={onChoose} />
          </li>
        ))}
      </ul>
      <p className="text-xs text-faint mt-3">
        {sources.length ? (
          <>
            Yours, by <code>STARBOARD_TEMPLATES</code>:{' '}
            {sources.map((s, i) => (
              <span key={s.text}>
                {i > 0 && ', '}
                <code>{s.text}</code> ({s.count})
              </span>
            ))}
            . It is set where Starboard is started.
          </>
        ) : (
          <>
            To add your own templates, list folders or git addresses in{' '}
            <code>STARBOARD_TEMPLATES</code> where Starboard is started.
          </>
        )}
      </p>
    </section>
  );
}
