import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type Pair, type YAMLMap } from 'yaml';
import { COMMAND_PHASES, type CommandPhase, type OnFailure } from './phases';

export interface PhaseSpec { readonly commands: readonly string[]; readonly finally: readonly string[]; readonly onFailure: OnFailure }
export interface ArtifactsSpec { readonly files: readonly string[]; readonly baseDirectory: string | undefined; readonly discardPaths: boolean; readonly excludePaths: readonly string[] }
export interface Buildspec {
  readonly version: string;
  readonly shell: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly exported: readonly string[];
  readonly phases: Readonly<Partial<Record<CommandPhase, PhaseSpec>>>;
  readonly artifacts: ArtifactsSpec | undefined;
  /** Folders that a local custom cache keeps between builds. */
  readonly cachePaths: readonly string[];
  /** What the file asks for that the engine does not do yet; each is said in the log. */
  readonly notServed: readonly string[];
}

/** A mistake in a buildspec, in the words CodeBuild uses (AWS-SEMANTICS 1.7): phase context YAML_FILE_ERROR. */
export class BuildspecError extends Error { override name = 'BuildspecError' }

const truthy = (value: unknown): boolean => value === true || value === 'yes' || value === 'true';

class Reader {
  constructor(private readonly lines: LineCounter) {}

  line(node: unknown): number {
    const range = (node as Node | null)?.range;
    return range ? this.lines.linePos(range[0]).line : 0;
  }

  map(node: unknown, what: string): YAMLMap | undefined {
    if (node === undefined || node === null || (isScalar(node) && node.value === null)) return undefined;
    if (!isMap(node)) throw new BuildspecError(`Expected ${what} to be a map at line ${this.line(node)}`);
    return node;
  }

  /** A list of scalars; an item with a key in it is the classic unquoted `echo a: b`. */
  strings(node: unknown, what: string): string[] {
    if (node === undefined || node === null || (isScalar(node) && node.value === null)) return [];
    if (isScalar(node)) return [String(node.value)];
    if (!isSeq(node)) throw new BuildspecError(`Expected ${what} to be a list at line ${this.line(node)}`);
    return node.items.map((item, i) => {
      if (isScalar(item)) return typeof item.value === 'string' ? item.value : String(item.source ?? item.value);
      const key = isMap(item) ? (item.items[0] as Pair | undefined)?.key : undefined;
      throw new BuildspecError(`Expected ${what}[${i}] to be of string type: found subkeys instead at line ${this.line(item)}, value of the key tag on line ${this.line(key ?? item)} might be empty`);
    });
  }
}

function text(map: YAMLMap | undefined, key: string): string | undefined {
  const value: unknown = map?.get(key);
  return value === undefined || value === null ? undefined : String(value);
}

function readPhases(reader: Reader, node: unknown, ignored: string[]): Partial<Record<CommandPhase, PhaseSpec>> {
  const phases: Partial<Record<CommandPhase, PhaseSpec>> = {};
  for (const pair of reader.map(node, 'Phases')?.items ?? []) {
    const name = String(isScalar(pair.key) ? pair.key.value : pair.key);
    const known = COMMAND_PHASES.find((p) => p === name);
    if (!known) throw new BuildspecError(`Unknown phase name: ${name} at line ${reader.line(pair.key)}. Use install, pre_build, build or post_build`);
    const map = reader.map(pair.value, name);
    const onFailure = text(map, 'on-failure');
    if (onFailure !== undefined && onFailure !== 'ABORT' && onFailure !== 'CONTINUE') ignored.push(`on-failure: ${onFailure}`);
    if (map?.has('runtime-versions')) ignored.push('runtime-versions (the machine\'s own runtimes are used)');
    if (map?.has('run-as')) ignored.push('run-as');
    phases[known] = { commands: reader.strings(map?.get('commands', true), 'Commands'), finally: reader.strings(map?.get('finally', true), 'Finally'), onFailure: onFailure === 'ABORT' || onFailure === 'CONTINUE' ? onFailure : undefined };
  }
  return phases;
}

/** Reads a buildspec of version 0.1 or 0.2. */
export function parseBuildspec(source: string): Buildspec {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, uniqueKeys: true });
  const mistake = document.errors[0];
  if (mistake) throw new BuildspecError(`${mistake.message.split('\n')[0] ?? 'invalid YAML'}`);
  const reader = new Reader(lines);
  const top = reader.map(document.contents, 'the buildspec');
  if (!top) throw new BuildspecError('YAML file is empty');
  const version = text(top, 'version');
  if (version !== '0.1' && version !== '0.2') throw new BuildspecError(`Invalid buildspec version: ${version ?? 'none'}. Supported versions are 0.1 and 0.2`);
  const ignored: string[] = [];
  const env = reader.map(top.get('env', true), 'env');
  for (const key of ['parameter-store', 'secrets-manager']) {
    // A secret that is not there must never become an empty one.
    if (env?.has(key)) throw new BuildspecError(`env.${key} is not served by Starboard's engine yet`);
  }
  if (!top.has('phases')) throw new BuildspecError('Missing phases: a buildspec needs at least one of install, pre_build, build, post_build');
  for (const key of ['reports', 'batch', 'proxy', 'run-as']) if (top.has(key)) ignored.push(key);
  const variables: Record<string, string> = {};
  for (const pair of reader.map(env?.get('variables', true), 'env.variables')?.items ?? []) variables[String(isScalar(pair.key) ? pair.key.value : pair.key)] = isScalar(pair.value) ? String(pair.value.source ?? pair.value.value ?? '') : '';
  const cache = reader.map(top.get('cache', true), 'cache');
  for (const key of ['key', 'fallback-keys', 'action']) if (cache?.has(key)) ignored.push(`cache.${key}`);
  const artifacts = reader.map(top.get('artifacts', true), 'artifacts');
  if (artifacts?.has('secondary-artifacts')) ignored.push('artifacts.secondary-artifacts');
  return {
    version, variables, shell: text(env, 'shell') ?? 'sh', exported: reader.strings(env?.get('exported-variables', true), 'env.exported-variables'),
    cachePaths: reader.strings(cache?.get('paths', true), 'cache.paths'), phases: readPhases(reader, top.get('phases', true), ignored), notServed: ignored,
    artifacts: artifacts && {
      files: reader.strings(artifacts.get('files', true), 'artifacts.files'), baseDirectory: text(artifacts, 'base-directory'),
      discardPaths: truthy(artifacts.get('discard-paths')), excludePaths: reader.strings(artifacts.get('exclude-paths', true), 'artifacts.exclude-paths'),
    },
  };
}
