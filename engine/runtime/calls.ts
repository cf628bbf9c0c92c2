import type { Calls } from '../ports/calls';
import type { InternalCalls } from '../ports/internal-calls';

/** Carries a call out: by the wire's name for the service, and the property it was called by. */
type Send = (service: string, name: string, input: object) => Promise<unknown>;

const serviceName = (property: string): string =>
  property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
/** AWS's name for an operation, from the property it is called by. */
export const operationName = (property: string): string =>
  property.charAt(0).toUpperCase() + property.slice(1);

/** An object whose every property is made when it is asked for. */
const byName = <T>(make: (name: string) => T): object =>
  new Proxy({}, { get: (_target, name) => (typeof name === 'string' ? make(name) : undefined) });

/**
 * Calls by property: `calls.codebuild.startBuild(input)` sends `startBuild` to `codebuild`. The
 * type says what there is; here any property is a name.
 */
export const callsBy = <T extends Calls | InternalCalls>(send: Send): T =>
  byName((service) =>
    byName(
      (operation) =>
        (input: object): Promise<unknown> =>
          send(serviceName(service), operation, input),
    ),
  ) as T;
