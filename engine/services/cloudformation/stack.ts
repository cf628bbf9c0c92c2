import type { StackState } from '../../core/stack/machine';
import type { Template } from '../../core/stack/template';

/** A stack as it is kept. */
export interface Stack {
  readonly id: string;
  readonly name: string;
  readonly template: Template;
  readonly body: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** What parameters that name one of Systems Manager stood for when the stack was made. */
  readonly resolved?: Readonly<Record<string, string>> | undefined;
  readonly tags: readonly { Key: string; Value: string }[];
  readonly capabilities: readonly string[];
  readonly createdAt: number;
  readonly deletedAt?: number | undefined;
  readonly state: StackState;
  readonly retain: readonly string[];
  /** Generated names and whether a create was begun, by logical id. */
  readonly seeds: Readonly<Record<string, string>>;
  readonly attempted: Readonly<Record<string, boolean>>;
  readonly events: number;
  readonly updatedAt: Readonly<Record<string, number>>;
  /** Of the request that was carried out last; its events tell it. */
  readonly token?: string | undefined;
  readonly terminationProtected?: boolean | undefined;
  readonly timeoutInMinutes?: number | undefined;
  /** Evaluated once, when everything was made; a stack of an older home has none. */
  readonly outputs?: readonly StackOutput[] | undefined;
}

/** An output, once everything was made. */
export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string | undefined;
  readonly exportName?: string | undefined;
}
