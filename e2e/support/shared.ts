interface Kept {
  readonly what: Promise<unknown>;
  readonly stop: () => Promise<void>;
}

/**
 * What tests share because it takes long to start. It is started for the first test that asks; what
 * is a file's own is stopped when a test of another file begins, beside that test.
 */
export class Shared {
  private readonly ofFiles = new Map<string, Map<unknown, Kept>>();
  private readonly ofAll = new Map<unknown, Kept>();
  private readonly stopping: Promise<void>[] = [];

  /** A test of this file begins: what other files have started is not needed any more. */
  enter(file: string): void {
    for (const [other, kept] of this.ofFiles)
      if (other !== file) {
        this.ofFiles.delete(other);
        this.stopping.push(...[...kept.values()].map((k) => k.stop()));
      }
  }

  /** What was started by this key, for this file or (without one) for all; started now where it was not. */
  async get<T>(
    file: string | undefined,
    key: unknown,
    start: () => Promise<T>,
    stop: (what: T) => Promise<unknown>,
  ): Promise<T> {
    const own = file === undefined ? this.ofAll : (this.ofFiles.get(file) ?? new Map());
    if (file !== undefined) this.ofFiles.set(file, own as Map<unknown, Kept>);
    const found = own.get(key) as Kept | undefined;
    if (found) return (await found.what) as T;
    const what = start();
    own.set(key, { what, stop: () => what.then(stop).then(() => undefined) });
    return what;
  }

  async end(): Promise<void> {
    const all = [this.ofAll, ...this.ofFiles.values()].flatMap((kept) => [...kept.values()]);
    await Promise.all([...this.stopping, ...all.map((k) => k.stop())]);
  }
}
