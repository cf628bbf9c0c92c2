'use client';
import type { PolicyStatement } from '@/lib/domain/result';
import { Copy } from './copy';

/** What policies of another account lack, each a statement to paste. */
export function PolicyStatements({ policies }: { policies: readonly PolicyStatement[] }) {
  return (
    <ul className="grid gap-2 mt-2" aria-label="Missing in policies">
      {policies.map(({ where, statement }) => (
        <li key={where}>
          <span className="flex items-center gap-2">
            <b className="min-w-0 break-words">{where}</b>
            <Copy text={statement} label={`Copy the statement for: ${where}`} />
          </span>
          <pre className="file-text" tabIndex={0} aria-label={where}>
            {statement}
          </pre>
        </li>
      ))}
    </ul>
  );
}
