import 'server-only';
import { toAppError } from '../aws/errors';

/** What a page shows is read part by part: one that cannot be is named, and the others are shown. */
export class Parts {
  readonly unread: string[] = [];
  /** A read has failed: what is not shown may be there. */
  hasFailed = false;

  async read<T>(what: string, reading: Promise<T>): Promise<T | undefined> {
    try {
      return await reading;
    } catch (error) {
      const { kind, message } = toAppError(error);
      if (kind === 'credentials') throw error;
      this.hasFailed = true;
      this.unread.push(`Could not read ${what}: ${message}`);
      return undefined;
    }
  }
}
