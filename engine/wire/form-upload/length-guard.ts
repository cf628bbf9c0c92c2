import { Transform, type TransformCallback } from 'node:stream';
import { AwsError } from '../errors';
import type { LengthRange } from './policy';

/** Lets bytes through, and ends with an error where they are more or fewer than they may be. */
export class LengthGuard extends Transform {
  private seen = 0;

  constructor(private readonly range: LengthRange) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.seen += chunk.length;
    if (this.seen > this.range.max)
      done(
        new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
          status: 400,
          members: { ProposedSize: this.seen, MaxSizeAllowed: this.range.max },
        }),
      );
    else done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    done(
      this.seen < this.range.min
        ? new AwsError(
            'EntityTooSmall',
            'Your proposed upload is smaller than the minimum allowed size',
            { status: 400, members: { ProposedSize: this.seen, MinSizeAllowed: this.range.min } },
          )
        : null,
    );
  }
}
