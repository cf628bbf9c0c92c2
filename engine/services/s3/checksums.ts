import { createHash } from 'node:crypto';
import { Crc32, Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc';
import type { BodyClaims } from '../../ports/context';
import { AwsError } from '../../wire/errors';

/** The members and headers of the checksums that are served, each with what makes it. */
const ALGORITHMS = {
  ChecksumCRC32: () => digestOf(new Crc32()),
  ChecksumCRC32C: () => digestOf(new Crc32c()),
  ChecksumCRC64NVME: () => digestOf(new Crc64Nvme()),
  ChecksumSHA1: () => hashOf('sha1'),
  ChecksumSHA256: () => hashOf('sha256'),
} as const;
export type ChecksumMember = keyof typeof ALGORITHMS;
const MEMBERS = Object.keys(ALGORITHMS) as ChecksumMember[];

interface Digest {
  update(bytes: Uint8Array): void;
  /** In base64. */
  end(): Promise<string>;
}

function digestOf(checksum: {
  update(bytes: Uint8Array): void;
  digest(): Promise<Uint8Array>;
}): Digest {
  return {
    update: (bytes) => checksum.update(bytes),
    end: async () => Buffer.from(await checksum.digest()).toString('base64'),
  };
}

function hashOf(name: string): Digest {
  const hash = createHash(name);
  return {
    update: (bytes) => void hash.update(bytes),
    end: () => Promise.resolve(hash.digest('base64')),
  };
}

const memberOf = (algorithm: string | undefined): ChecksumMember | undefined =>
  MEMBERS.find((m) => m === `Checksum${algorithm?.toUpperCase() ?? ''}`);

/** What a client says of its body's checksum: before the body, or behind it. */
export type ChecksumInput = Readonly<Partial<Record<ChecksumMember, string | undefined>>> & {
  readonly ChecksumAlgorithm?: string | undefined;
};

const headerOf = (member: ChecksumMember): string =>
  `x-amz-checksum-${member.slice('Checksum'.length).toLowerCase()}`;

/** The checksum of one body, made while it is stored. */
export class BodyChecksum {
  private constructor(
    private readonly member: ChecksumMember,
    private readonly digest: Digest,
    private readonly input: ChecksumInput,
    private readonly trailers: BodyClaims['trailers'],
  ) {}

  /** Undefined where the client names none. */
  static of(input: ChecksumInput, trailers?: BodyClaims['trailers']): BodyChecksum | undefined {
    const given = MEMBERS.filter((member) => input[member] !== undefined);
    if (given.length > 1)
      throw new AwsError(
        'InvalidRequest',
        'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
        { status: 400 },
      );
    const member = given[0] ?? memberOf(input.ChecksumAlgorithm);
    return member && new BodyChecksum(member, ALGORITHMS[member](), input, trailers);
  }

  /** As `x-amz-checksum-algorithm` has it. */
  static algorithmOf(input: ChecksumInput): string | undefined {
    const member = MEMBERS.find((m) => input[m] !== undefined) ?? memberOf(input.ChecksumAlgorithm);
    return member?.slice('Checksum'.length);
  }

  update(bytes: Uint8Array): void {
    this.digest.update(bytes);
  }

  /** The checksum, when the whole body has come. An AwsError where it is not what the client said. */
  async end(): Promise<Readonly<Record<string, string>>> {
    const made = await this.digest.end();
    const said = this.input[this.member] ?? this.trailers?.get(headerOf(this.member));
    if (said !== undefined && said !== made)
      throw new AwsError(
        'BadDigest',
        `The ${this.member.slice('Checksum'.length)} you specified did not match the calculated checksum.`,
        { status: 400 },
      );
    return { [this.member]: made };
  }
}
