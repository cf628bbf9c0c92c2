import 'server-only';
import { PACING, type Pacing } from './pacing';

/** Where AWS is reached and as whom: the embedded engine by address and keys, AWS itself by the SDK's own chain. */
export interface Address {
  readonly backend: 'local' | 'aws';
  readonly endpoint?: string | undefined;
  /** Unset on AWS when the SDK's chain decides. */
  readonly region?: string | undefined;
  readonly credentials?:
    | {
        readonly accessKeyId: string;
        readonly secretAccessKey: string;
        /** Of a role's session. */
        readonly sessionToken?: string | undefined;
      }
    | undefined;
}

/** A backend, and what is different about it. Nothing else asks which one it is, but for its name. */
export interface Connection extends Address {
  readonly pacing: Pacing;
  /** AWS's console shows what is there. */
  readonly hasConsole: boolean;
  /** Builds and applications run on this machine, as the person who started it. */
  readonly isThisMachine: boolean;
  /** Nobody else works in it, and it may always be changed. */
  readonly isPrivate: boolean;
}

export function connectionTo(address: Address): Connection {
  const isLocal = address.backend === 'local';
  return {
    ...address,
    pacing: PACING[address.backend],
    hasConsole: !isLocal,
    isThisMachine: isLocal,
    isPrivate: isLocal,
  };
}
