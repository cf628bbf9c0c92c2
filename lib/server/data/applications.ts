import 'server-only';
import { capital } from '@/lib/domain/projects/names';
import type { ApplicationAddress, Health, ProjectView } from '@/lib/domain/projects/project';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import type { InstanceAddress } from './instance-addresses';

const TIMEOUT_MS = 2000;

/** The addresses that a stack's outputs name: `StagingUrl`, `ProductionUrl`, … */
export function addressesOf(outputs: Readonly<Record<string, string>>): ApplicationAddress[] {
  return Object.entries(outputs)
    .filter(([key, url]) => key.endsWith('Url') && key !== 'CloneUrl' && /^https?:\/\//.test(url))
    .map(([key, url]) => {
      const environment = key.replace(/Url$/, '');
      return { environment: environment.toLowerCase(), stage: capital(environment), url };
    });
}

/** Whether an application answers, as a browser would ask it; never longer than two seconds. */
function healthOf(url: string): Promise<Health> {
  return cache.read(['health', url], [], moment(3000), async () => {
    const started = Date.now();
    try {
      const response = await fetch(url, {
        signal: AbortSignal.timeout(TIMEOUT_MS),
        redirect: 'manual',
      });
      await response.body?.cancel();
      return {
        ok: response.status < 400,
        word: `${response.status} in ${Date.now() - started}ms`,
        ms: Date.now() - started,
      };
    } catch (error) {
      const late = error instanceof Error && error.name === 'TimeoutError';
      return {
        ok: false,
        word: late ? 'no answer in 2s' : 'does not answer',
        ms: Date.now() - started,
      };
    }
  });
}

/** A page does not wait for an application that is slow to answer: what is not known within this time comes with the next read. */
const DEADLINE_MS = 25;
const asking: Health = { ok: false, asking: true, word: 'asking…', ms: 0 };
export const inAMoment = <T>(asked: Promise<T>, otherwise: T): Promise<T> =>
  Promise.race([
    asked,
    new Promise<T>((resolve) => {
      setTimeout(() => resolve(otherwise), DEADLINE_MS);
    }),
  ]);

/** Whether an application answers, as far as that is known in a moment. */
export const healthAt = (url: string): Promise<Health> => inAMoment(healthOf(url), asking);

/** An address by number: an instance's own. Any other, of a load balancer or a domain, is what the stack says. */
const BY_NUMBER = /^(https?:\/\/)\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?=\/|$)/;

/** Where an environment's instance is now, in place of where it was when the stack was made. */
export const addressNow = (url: string, instance: InstanceAddress | undefined): string =>
  instance?.address === undefined ? url : url.replace(BY_NUMBER, `$1${instance.address}`);

export const STOPPED: Health = { ok: false, word: 'its instance is stopped', ms: 0 };

/** The applications of a stack, each with whether it answers. `instances` are those of its environments, where they are known. */
export const applicationsOf = (
  outputs: Readonly<Record<string, string>>,
  instances: ReadonlyMap<string, InstanceAddress> = new Map(),
): Promise<ProjectView['applications']> =>
  Promise.all(
    addressesOf(outputs).map(async (a) => {
      const instance = instances.get(a.environment);
      const url = addressNow(a.url, instance);
      return { ...a, url, health: instance?.isStopped ? STOPPED : await healthAt(url) };
    }),
  );
