import { statfsSync } from 'node:fs';

/** The root volume of AWS's own images: an instance has no more to unpack into. */
const VOLUME_BYTES = 8 * 1024 ** 3;
/** As many files as such a volume has room for. */
const VOLUME_FILES = 500_000;
/** Left to the rest of this machine. */
const RESERVE_BYTES = 256 * 1024 ** 2;

/** What was to be unpacked has no room: the disk is full, or an archive comes to more than any instance holds. */
export class DiskFullError extends Error {
  override name = 'DiskFullError';
  constructor() {
    super('The disk is (or was) full during extraction.');
  }
}

/** How much an archive may still come to. What it says of itself is not believed. */
export class UnpackBudget {
  constructor(
    private bytes: number,
    private files: number,
  ) {}

  /** What the volume of an instance holds, and this machine's disk can give. */
  static in(folder: string): UnpackBudget {
    const { bavail, bsize } = statfsSync(folder);
    return new UnpackBudget(Math.min(VOLUME_BYTES, bavail * bsize - RESERVE_BYTES), VOLUME_FILES);
  }

  /** Counts a file, folder or link. */
  takeEntry(): void {
    if (--this.files < 0) throw new DiskFullError();
  }

  takeBytes(count: number): void {
    this.bytes -= count;
    if (this.bytes < 0) throw new DiskFullError();
  }
}
