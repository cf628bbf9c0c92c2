import 'server-only';
import { capital } from '@/lib/domain/names';
import type { ApplicationAddress, Health, ProjectView } from '@/lib/domain/project';
import { singleFlight } from '../single-flight';

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
  return singleFlight(
    `health ${url}`,
    async () => {
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
    },
    3000,
  );
}

/** A page does not wait for an application that is slow to answer: what is not known within this time comes with the next read. */
const PATIENCE_MS = 25;
const asking: Health = { ok: false, asking: true, word: 'asking…', ms: 0 };
const patient = (health: Promise<Health>): Promise<Health> =>
  Promise.race([
    health,
    new Promise<Health>((resolve) => {
      setTimeout(() => resolve(asking), PATIENCE_MS);
    }),
  ]);

export const applicationsOf = (
  outputs: Readonly<Record<string, string>>,
): Promise<ProjectView['applications']> =>
  Promise.all(
    addressesOf(outputs).map(async (a) => ({ ...a, health: await patient(healthOf(a.url)) })),
  );
