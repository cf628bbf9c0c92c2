import 'server-only';
import type { Stack } from '@aws-sdk/client-cloudformation';
import type { FirstChange } from '@/lib/domain/projects/project';
import type { Connection } from '../aws/connection';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { cloneCommand } from '../data/project-source';
import { outputsOf } from '../data/projects';
import { catalogue } from '../templates/catalogue';

/** A template changes when Starboard does, or somebody's own is edited, in ms. */
const TEMPLATE_MS = 60_000;

/** How the project's first change is made; undefined where its code lies behind a connection. */
export async function firstChange(
  connection: Connection,
  stack: Stack,
): Promise<FirstChange | undefined> {
  const url = outputsOf(stack)['CloneUrl'];
  if (!url) return undefined;
  const id = stack.Tags?.find((t) => t.Key === 'starboard:template')?.Value;
  const change = await cache
    .read(['first-change', id ?? ''], [], moment(TEMPLATE_MS), async () => {
      const { templates } = await catalogue();
      return templates.find((t) => t.id === id)?.change;
    })
    // A template of one's own may be gone: there is only no hint then.
    .catch(() => undefined);
  return { clone: cloneCommand(connection, url), change };
}
