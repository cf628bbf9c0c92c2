'use client';
import { useAddressState } from '@/lib/client/address-state';
import type { TemplateView } from '@/lib/domain/project';
import { FilterChip } from '@/components/ui/segmented';
import { Icon } from '@/components/ui/icon';
import { Monogram } from './monogram';
import { TARGETS } from './targets';

/** Templates by language and target; the filters stand in the address. */
export function Gallery({ templates, chosen, onChoose }: { templates: readonly TemplateView[]; chosen: string; onChoose: (id: string) => void }) {
  const [text, setText] = useAddressState('find');
  const [language, setLanguage] = useAddressState('language');
  const [target, setTarget] = useAddressState('target');
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (t: TemplateView): boolean => words.every((w) => `${t.name} ${t.language} ${t.framework} ${t.description} ${t.id}`.toLowerCase().includes(w)) && (!target || t.targets.includes(target));
  const matching = templates.filter(fits);
  const shown = matching.filter((t) => !language || t.language === language);
  const languages = [...new Set(templates.map((t) => t.language))];
  const targets = [...new Set(templates.flatMap((t) => t.targets))];
  return (
    <section aria-label="Templates">
      <div className="tools"><label className="search-box"><Icon name="search" small /><span className="sr-only">Find a template</span><input type="search" value={text} placeholder="Find a template" onChange={(e) => setText(e.target.value)} /></label>
        <div className="chips" role="group" aria-label="Language"><FilterChip label="All" on={!language} onChange={() => setLanguage('')} count={matching.length} />{languages.map((l) => <FilterChip key={l} label={l} on={language === l} onChange={() => setLanguage(language === l ? '' : l)} count={matching.filter((t) => t.language === l).length} />)}</div></div>
      <div className="tools"><span className="t12 dim">Target</span><div className="chips" role="group" aria-label="Target"><FilterChip label="Any" on={!target} onChange={() => setTarget('')} />{targets.map((t) => <FilterChip key={t} label={TARGETS[t]?.name ?? t} on={target === t} onChange={() => setTarget(target === t ? '' : t)} />)}</div><span className="flex-1" /><span className="t12 dim" role="status">{shown.length} of {templates.length} shown</span></div>
      {!shown.length && <div className="card empty"><h2>No template matches</h2><p>Clear the filter to see all {templates.length}.</p><button type="button" className="btn" onClick={() => { setText(''); setLanguage(''); setTarget(''); }}>Clear the filter</button></div>}
      <ul className="gallery">
        {shown.map((t) => (
          <li key={t.id}><button type="button" className="template-card" aria-pressed={t.id === chosen} onClick={() => onChoose(t.id)}>
            <span className="flex justify-between items-start"><Monogram language={t.language} />{t.id === chosen && <Icon name="check" />}</span>
            <b>{t.name}</b><span className="t12 second">{t.language}, {t.framework}</span><span className="second flex-1">{t.description}</span>
            <span className="flex gap-1.5">{t.targets.map((x) => <span key={x} className="tag">{TARGETS[x]?.short ?? x}</span>)}</span>
          </button></li>
        ))}
      </ul>
    </section>
  );
}
