import { describe, expect, it } from 'vitest';
import type { BusEvent, Ctx } from '../../ports/context';
import { deliver, type Rule } from './rules';

const arn = 'arn:aws:codepipeline:us-east-1:000000000000:shop';
const rule: Rule = { name: 'r', pattern: '{"source":["aws.codecommit","mine"]}', state: 'ENABLED', targets: [{ id: 't', arn }], tags: [], createdAt: 1000 };

async function started(source: string, time: number): Promise<number> {
  let calls = 0;
  const ctx = { store: { list: () => [rule] }, arn: () => 'arn', invoke: () => Promise.resolve(void calls++) } as unknown as Ctx;
  await deliver({ id: 'e', version: '0', source, 'detail-type': 'x', time: new Date(time).toISOString(), region: 'r', account: 'a', resources: [], detail: {} } satisfies BusEvent, ctx);
  return calls;
}

describe('a rule', () => {
  it('hears what happened after it was made', async () => {
    expect(await started('aws.codecommit', 1001)).toBe(1);
  });
  it('does not hear what had happened before, however late it is delivered', async () => {
    expect(await started('aws.codecommit', 999)).toBe(0);
  });
  it('hears an event of a person\'s own whatever time it claims', async () => {
    expect(await started('mine', 1)).toBe(1);
  });
});
