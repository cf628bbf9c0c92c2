import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RULES, TABLE, type Rule } from '../engine/core/permissions/table';

const FILE = join(import.meta.dirname, '..', 'docs/session-permissions.md');
const words = (names: readonly string[]): string => names.map((n) => `\`${n}\``).join(', ');

function section([rule, meaning]: readonly [Rule, string]): string[] {
  const rows = Object.entries(TABLE).flatMap(([service, rules]) => {
    const names = Object.keys(rules)
      .filter((name) => rules[name] === rule)
      .sort();
    return names.length ? [`| ${service} | ${words(names)} |`] : [];
  });
  return rows.length
    ? [
        `## ${rule.charAt(0).toUpperCase()}${rule.slice(1)}`,
        '',
        meaning,
        '',
        '| service | operations |',
        '|---|---|',
        ...rows,
        '',
      ]
    : [];
}

/** `UPDATE_DOCS=1 npx vitest run --project unit scripts/permissions-doc` writes the file anew. */
it('docs/session-permissions.md says what the sessions of builds and instances may do', () => {
  const rules = Object.entries(RULES) as [Rule, string][];
  const order = [
    ...rules.filter(([r]) => r === 'refused'),
    ...rules.filter(([r]) => r !== 'refused'),
  ];
  const text = [
    '# What session credentials of builds and instances may do',
    '',
    "Builds, hooks and deployed applications have expiring credentials of their role. IAM policies are stored and not evaluated yet, so the engine bounds these sessions by a table of its own (`engine/core/permissions/table.ts`, from which this page is generated): what the templates' roles allow, reading what is not secret, and sending. Everything else is refused in AWS's words (`AccessDenied`: `User: … is not authorized to perform: … because no identity-based policy allows the … action`). The build's log shows the refusal, whatever the build does with it.",
    '',
    "The check happens once, where a client's call comes in: SDK and CLI calls, presigned addresses, git, and what a build's runner requests for it (secrets, cache). A session that such a session makes by `AssumeRole` is bound too. People's keys and their own sessions are not bound; workers of custom actions use those.",
    '',
    "A secret or parameter is *named* by an environment variable or inline buildspec of the build or its project, by an action of its pipeline, by a dynamic reference or ARN in its stack's template, or by a resource (not a bare `*`) in a policy of its role. A `buildspec.yml` in the source names nothing, because anyone who may push could name anything.",
    '',
    ...order.flatMap(section),
  ].join('\n');
  if (process.env['UPDATE_DOCS']) writeFileSync(FILE, text);
  expect(readFileSync(FILE, 'utf8')).toBe(text);
});
