'use client';
import type { ReactNode, RefObject } from 'react';
import { Switch } from '@/components/ui/check';
import { Icon } from '@/components/ui/icon';

interface Props {
  readonly input: RefObject<HTMLInputElement | null>; readonly search: string; readonly onSearch: (text: string) => void; readonly matches: number; readonly current: number; readonly onStep: (by: number) => void;
  readonly hasError: boolean; readonly onError: () => void; readonly follow: boolean; readonly onFollow: (follow: boolean) => void; readonly ended: boolean; readonly problem: string | undefined; readonly title: string; readonly count: number; readonly wrap: boolean; readonly onWrap: () => void; readonly tools?: ReactNode;
}

export function LogToolbar({ input, ...p }: Props) {
  return (
    <div className="log-head">
      {p.tools ?? <h2 className="sr-only">{p.title}</h2>}
      <label className="search-box"><Icon name="search" small /><span className="sr-only">Search in {p.title}</span>
        <input ref={input} type="search" value={p.search} placeholder={`Search in ${p.count === 1 ? '1 line' : `${p.count} lines`}`} onChange={(e) => p.onSearch(e.target.value)} onKeyDown={(e) => { if (e.key === 'Enter') p.onStep(e.shiftKey ? -1 : 1); if (e.key === 'Escape') p.onSearch(''); }} />
        {p.search && <span className="t12 dim whitespace-nowrap" role="status">{p.matches ? `${p.current + 1} of ${p.matches}` : 'none'}</span>}</label>
      {p.search && <span className="flex"><button type="button" className="icon-btn" aria-label="Previous match" onClick={() => p.onStep(-1)} disabled={!p.matches}><Icon name="up" small /></button><button type="button" className="icon-btn" aria-label="Next match" onClick={() => p.onStep(1)} disabled={!p.matches}><Icon name="down" small /></button></span>}
      {p.hasError && <button type="button" className="btn small" onClick={p.onError}>First error</button>}
      <span className="flex-1" />
      {p.problem && <span className="t12 bad" role="status">{p.problem}</span>}
      <button type="button" className="icon-btn phone-off" aria-pressed={p.wrap} aria-label="Wrap long lines" title="Wrap long lines" onClick={p.onWrap}><Icon name="wrap" small /></button>
      <Switch checked={p.follow && !p.ended} disabled={p.ended} onChange={p.onFollow}>Follow</Switch>
      <span className={`live k-${p.ended ? 'pend' : 'ok'}`}>{p.ended ? 'ended, complete' : 'live'}</span>
    </div>
  );
}
