/** A language's tools, by the name that instances are tagged with and templates ask for. */
export interface Runtime {
  /** Any one of these will do; the first that is found counts. */
  readonly programs: readonly string[];
  readonly version: readonly string[];
  /** Asks a program, by its own name, for the folder it is installed in (for those that a version manager put outside the system's folders). */
  readonly home?: readonly [program: string, ...args: string[]];
}

export const RUNTIMES: Readonly<Record<string, Runtime>> = {
  nodejs: { programs: ['node'], version: ['--version'] },
  python: {
    programs: ['python3'],
    version: ['--version'],
    home: ['python3', '-c', 'import sys; print(sys.base_prefix)'],
  },
  // Debian keeps what a virtual environment is made with in a package of its own.
  'python-venv': {
    programs: ['python3'],
    version: ['-c', 'import ensurepip, sys, venv; print(sys.version.split()[0])'],
  },
  java: {
    programs: ['javac'],
    version: ['-version'],
    home: ['java', '-XshowSettings:properties', '-version'],
  },
  go: { programs: ['go'], version: ['version'], home: ['go', 'env', 'GOROOT'] },
  php: {
    programs: ['php'],
    version: ['--version'],
    home: ['php', '-r', 'echo dirname(PHP_BINDIR);'],
  },
  phpunit: { programs: ['phpunit', 'composer'], version: ['--version'] },
  ruby: {
    programs: ['ruby'],
    version: ['--version'],
    home: ['ruby', '-e', 'puts RbConfig::CONFIG["prefix"]'],
  },
  bundler: { programs: ['bundle'], version: ['--version'] },
  dotnet: { programs: ['dotnet'], version: ['--version'] },
  rust: { programs: ['cargo'], version: ['--version'], home: ['rustc', '--print', 'sysroot'] },
};

/** The program an instance must have for a runtime. */
export const programOf = (runtime: string): string => RUNTIMES[runtime]?.programs[0] ?? runtime;

/** The first version in what a program says of itself. */
export const versionIn = (said: string): string | undefined => /\d+(?:\.\d+)*/.exec(said)?.[0];
