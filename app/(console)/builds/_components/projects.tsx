'use client';
import Link from 'next/link';
import { useState } from 'react';
import { routes } from '@/lib/routes';

/** More than these are shown when somebody asks for them. */
const FEW = 8;

/** The build projects of the builds below, each with its settings. */
export function BuildProjects({ names }: { names: readonly string[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? names : names.slice(0, FEW);
  return (
    <span className="flex gap-2 flex-wrap">
      Projects:{' '}
      {shown.map((p) => (
        <Link key={p} href={routes.buildProject(p)} prefetch={false}>
          {p}
        </Link>
      ))}
      {names.length > FEW && (
        <button type="button" className="link" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${names.length}`}
        </button>
      )}
    </span>
  );
}
