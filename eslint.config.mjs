import nextVitals from 'eslint-config-next/core-web-vitals';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

/** Who may import whom, coarsely, as an editor can show it. The whole table is in `engine/architecture.test.ts`. */
const forbid = (files, patterns, ignores = []) => ({
  files,
  ignores: ['**/*.test.ts', ...ignores],
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: patterns.map(([group, message]) => ({ group, message })) },
    ],
  },
});

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      'dist/',
      '.next/',
      '.starboard/',
      'templates/projects/',
      'e2e/cases/appspecs/',
      'e2e/cases/buildspecs/',
      'next-env.d.ts',
      'test-results/',
      'playwright-report/',
    ],
  },
  // React's rules read every function twice: only where there may be a component or a hook.
  ...nextVitals.map((config) =>
    config.rules
      ? { ...config, files: ['{app,components,lib/client}/**/*.{js,jsx,ts,tsx,mjs}'] }
      : config,
  ),
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: 'error',
    },
  },
  {
    // Most text that an expression of ours meets comes from outside: none may take longer than the text is long.
    files: ['{app,bin,clients,components,engine,lib,templates}/**/*.{ts,tsx}'],
    ignores: ['**/*.test.ts'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
    },
  },
  forbid(
    ['app/**', 'components/**', 'lib/**'],
    [[['**/engine/**'], 'The dashboard knows the engine by its wire only.']],
  ),
  forbid(
    ['components/**', 'lib/client/**'],
    [
      [
        ['@/lib/server/**', '**/lib/server/**', '@aws-sdk/*', '@/app/**'],
        'Components see plain DTOs from lib/domain and lib/client.',
      ],
    ],
  ),
  forbid(
    ['app/**/_components/**'],
    [
      [
        ['@/lib/server/**', '**/lib/server/**', '**/engine/**', '@aws-sdk/*'],
        'The parts of a page see plain DTOs from lib/domain and lib/client.',
      ],
    ],
  ),
  forbid(
    ['lib/domain/**'],
    [
      [
        [
          '@/lib/server/**',
          '@/lib/client/**',
          '@/app/**',
          '@/components/**',
          '@aws-sdk/*',
          'react',
          'next/*',
          'node:*',
        ],
        'lib/domain is pure.',
      ],
    ],
  ),
  forbid(
    ['engine/**'],
    [
      [
        ['**/app/**', '**/components/**', '**/lib/**', 'next', 'react'],
        'The engine knows nothing of the dashboard.',
      ],
    ],
  ),
  forbid(
    ['engine/core/**'],
    [
      [
        ['**/services/**', '**/runtime/**', '**/adapters/**', '**/wire/*', 'node:*', '@aws-sdk/*'],
        'engine/core decides purely: no I/O, no clock.',
      ],
    ],
    ['engine/core/**/*.test.ts'],
  ),
  forbid(
    ['engine/services/**'],
    [
      [
        [
          '**/adapters/**',
          '**/runtime/**',
          '**/http/**',
          '**/programs/**',
          'node:child_process',
          'node:fs',
          'node:fs/promises',
        ],
        'Services use core, ports, shared and wire.',
      ],
    ],
    ['engine/services/index.ts'],
  ),
  forbid(
    ['engine/runtime/**'],
    [
      [
        [
          '**/services/**',
          '**/adapters/**',
          '**/http/**',
          '**/wire/*',
          '!**/wire/errors',
          '!**/wire/members',
        ],
        'The runtime uses core, ports and what the wire checks and refuses.',
      ],
    ],
  ),
);
