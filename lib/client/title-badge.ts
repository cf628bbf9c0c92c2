'use client';
import { useEffect } from 'react';

/** Puts a count before the tab's title, and keeps it there when the page changes its title. */
export function useTitleBadge(count: number): void {
  useEffect(() => {
    const apply = (): void => {
      const wanted = `${count > 0 ? `(${count}) ` : ''}${document.title.replace(/^\(\d+\) /, '')}`;
      if (document.title !== wanted) document.title = wanted;
    };
    apply();
    const observer = new MutationObserver(apply);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [count]);
}
