import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { NO_BUDGET, servingShapes } from '../../../e2e/support/served-account';
import { shapeSchema } from '../../../e2e/support/shapes/format';
import { makeChange } from '../changes/make';
import { previewChange } from '../changes/preview';
import { shared } from '../shared';
import { NOTHING } from './found';
import type { Look } from './look';

const serve = servingShapes({ ...NO_BUDGET, STARBOARD_AWS_WRITE: '111122223333' });

it('an approval waits while its evidence is still being read', async () => {
  const file = '../../../e2e/cases/shapes/terraform-one-stage/aws.json';
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  const { connection, server } = await serve(shapeSchema.parse(JSON.parse(text)));
  const hurried = { ...connection, pacing: { ...connection.pacing, evidenceMs: 1 } };
  const gate = { stage: 'terraform', action: 'godkjenn' };
  const execution = 'aca21dd5-b94e-4781-8927-3bed9a8c1180';
  const looks = shared('evidence-looks', () => new Map<string, Look>());
  const key = JSON.stringify(['nett-terraform', execution, gate]);
  looks.set(key, { beganAt: 0, found: () => NOTHING, done: new Promise(() => undefined) });
  try {
    const shown = await previewChange(hurried, {
      kind: 'approve',
      pipeline: 'nett-terraform',
      ...gate,
      execution,
    });
    expect(shown.evidence).toMatchObject({ unread: [], moving: true });
    expect(shown.blocked).toBe('Its evidence is still being read. Try again in a moment.');
    const pressed = await makeChange(hurried, {
      ...shown.request,
      pin: shown.pin,
      idempotencyKey: crypto.randomUUID(),
    });
    expect(pressed.state).not.toBe('ok');
    expect(server.calls).not.toContain('codepipeline:PutApprovalResult');
  } finally {
    looks.delete(key);
  }
});
