import type { ReactNode } from 'react';

/** One part of the gallery: its title names its picture. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="gallery-section" aria-label={title}>
      <h2 className="mb-2">{title}</h2>
      {children}
    </section>
  );
}
