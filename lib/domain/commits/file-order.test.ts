import { describe, expect, it } from 'vitest';
import type { FileRole } from './comparison';
import { orderFiles, roleOf } from './file-order';
import { generatedBy } from './gitattributes';

const ROLES: Readonly<Record<FileRole, readonly string[]>> = {
  source: [
    'app/cart/summary.tsx',
    'db/migrations/0042_gift_card.sql',
    'src/contest.ts',
    'main.tf',
    'service/latest.py',
    'web/index.html',
  ],
  test: [
    'app/cart/summary.test.tsx',
    'tests/test_app.py',
    'pkg/cart_test.go',
    'spec/models/cart_spec.rb',
    'src/test/java/shop/CartTest.java',
    'CartTests.cs',
    'tests/fixtures/cart.json',
  ],
  config: [
    'buildspec.yml',
    'package.json',
    '.gitattributes',
    '.github/CODEOWNERS',
    'Dockerfile',
    'requirements-dev.txt',
    'next.config.mjs',
    'shop.csproj',
    'messages/en.json',
  ],
  docs: ['README.md', 'docs/how.rst', 'LICENSE'],
  media: ['public/logo.png', 'fonts/face.woff2'],
  lock: ['package-lock.json', 'web/yarn.lock', 'go.sum', 'Cargo.lock', 'tests/package-lock.json'],
  generated: [
    'public/site.min.css',
    'lib/app.js.map',
    'api/shop.pb.go',
    'api/shop_pb2_grpc.py',
    'src/__generated__/query.ts',
    'dist/index.js',
    'node_modules/a/index.js',
  ],
};

describe('the files of a change', () => {
  for (const [role, paths] of Object.entries(ROLES))
    it.each(paths)(`%s is ${role}`, (path) => expect(roleOf(path)).toBe(role));

  it('are read in the order of what matters', () => {
    const paths = Object.values(ROLES).flatMap((p) => p[0] ?? []);
    const shuffled = [...paths].reverse().map((path) => ({ path }));
    expect(orderFiles(shuffled).map((f) => f.path)).toEqual(paths);
  });
  it('of a kind those that decide more than code are first', () => {
    const files = [{ path: 'a.yml' }, { path: 'z/appspec.yml', special: 'deploy' as const }];
    expect(orderFiles(files).map((f) => f.path)).toEqual(['z/appspec.yml', 'a.yml']);
  });
  it('are what the repository says they are', () => {
    const says = generatedBy('gen/** linguist-generated\n/dist/** -linguist-generated\n');
    const roles = orderFiles([{ path: 'gen/a.py' }, { path: 'dist/a.js' }], says);
    expect(roles.map((f) => [f.path, f.role])).toEqual([
      ['dist/a.js', 'source'],
      ['gen/a.py', 'generated'],
    ]);
  });
});
