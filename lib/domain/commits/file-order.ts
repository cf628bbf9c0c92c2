import type { FileChange, FileRole } from './comparison';

const ORDER: readonly FileRole[] = [
  'source',
  'test',
  'config',
  'docs',
  'media',
  'lock',
  'generated',
];

const LOCKS = new Set([
  '.pnp.cjs',
  '.terraform.lock.hcl',
  'Cargo.lock',
  'Gemfile.lock',
  'Package.resolved',
  'Pipfile.lock',
  'Podfile.lock',
  'bun.lock',
  'bun.lockb',
  'composer.lock',
  'deno.lock',
  'flake.lock',
  'gems.locked',
  'go.sum',
  'gradle.lockfile',
  'mix.lock',
  'npm-shrinkwrap.json',
  'package-lock.json',
  'packages.lock.json',
  'pdm.lock',
  'pnpm-lock.yaml',
  'poetry.lock',
  'pubspec.lock',
  'uv.lock',
  'yarn.lock',
]);

const CONFIGS = new Set([
  'CODEOWNERS',
  'Cargo.toml',
  'Dockerfile',
  'Gemfile',
  'Makefile',
  'Procfile',
  'go.mod',
  'gradlew',
  'gradlew.bat',
  'mvnw',
  'mvnw.cmd',
  'pom.xml',
]);

/** Names that only tools write (as GitHub's Linguist has them): minified code, source maps, code from schemas. */
const GENERATED_NAMES: readonly RegExp[] = [
  /\.min\.(?:css|[cm]?js)$/,
  /\.(?:css|[cm]?js)\.map$/,
  /\.(?:tsbuildinfo|designer\.cs|g\.cs|g\.dart|freezed\.dart|pb\.go|pb\.cc|pb\.h|pb\.rb)$/i,
  /_pb2(?:_grpc)?\.pyi?$/,
  /_pb\.(?:js|ts|d\.ts)$/,
  /_string\.go$/,
];
const GENERATED_PLACES = /(?:^|\/)(?:__generated__|node_modules|dist|\.yarn\/(?:cache|releases))\//;

const TEST_PLACES = /(?:^|\/)(?:tests?|specs?|e2e|testdata|__tests__|__snapshots__|__mocks__)\//i;
const TEST_NAMES: readonly RegExp[] = [
  /^test_[^/]*\.py$/,
  /^conftest\.py$/,
  /_(?:test|spec)\.[a-z]+$/,
  /\.(?:test|spec|cy|journey)\.[cm]?[jt]sx?$/,
  /Tests?\.(?:java|kt|cs|php|swift|scala|groovy)$/,
  /\.snap$/,
];

const CONFIG_NAMES: readonly RegExp[] = [
  /^\./,
  /\.(?:ya?ml|toml|ini|cfg|conf|json|jsonc|properties|gradle(?:\.kts)?|(?:cs|fs|vb)proj|sln|gemspec)$/i,
  /\.config\.[cm]?[jt]s$/,
  /^(?:requirements|constraints)[^/]*\.txt$/,
  /^Dockerfile\./,
];
const DOC_NAMES = /(?:\.(?:md|mdx|rst|adoc|txt)|^(?:LICENSE|NOTICE|AUTHORS|CHANGELOG))$/i;

/** Pictures, fonts, archives: there are no lines in them to read. */
const MEDIA_NAMES =
  /\.(?:png|jpe?g|gif|webp|avif|ico|bmp|tiff?|woff2?|ttf|otf|eot|mp[34]|webm|wav|ogg|pdf|zip|t?gz|jar|wasm)$/i;

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const some = (all: readonly RegExp[], name: string): boolean => all.some((r) => r.test(name));

/** What a file is by its name and place. `isGenerated`: what the repository itself says of it. */
export function roleOf(path: string, isGenerated?: boolean): FileRole {
  const name = nameOf(path);
  if (isGenerated === true) return 'generated';
  if (LOCKS.has(name)) return 'lock';
  const looksGenerated = some(GENERATED_NAMES, name) || GENERATED_PLACES.test(path);
  if (looksGenerated && isGenerated === undefined) return 'generated';
  if (TEST_PLACES.test(path) || some(TEST_NAMES, name)) return 'test';
  if (CONFIGS.has(name) || some(CONFIG_NAMES, name)) return 'config';
  if (MEDIA_NAMES.test(name)) return 'media';
  return DOC_NAMES.test(name) ? 'docs' : 'source';
}

/** Files of one change as they are read: what runs first, what only tools write last; of a kind, what decides most first. */
export function orderFiles<T extends Pick<FileChange, 'path' | 'special'>>(
  files: readonly T[],
  isGenerated: (path: string) => boolean | undefined = () => undefined,
): (T & { readonly role: FileRole })[] {
  const rank = (f: T & { role: FileRole }): number =>
    2 * ORDER.indexOf(f.role) + (f.special ? 0 : 1);
  return files
    .map((f) => ({ ...f, role: roleOf(f.path, isGenerated(f.path)) }))
    .sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
}
