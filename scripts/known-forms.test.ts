import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import view from '../deploy/policies/view.json';
import { knownForms, text } from './known-forms';

const root = join(import.meta.dirname, '..');

/** `UPDATE_DOCS=1 npx vitest run scripts/known-forms` writes it anew. */
describe('lib/server/verify/known-forms.json', () => {
  it("holds the values that the SDK knows, and the members of the recorded shapes' answers", async () => {
    const file = join(root, 'lib/server/verify/known-forms.json');
    const made = await knownForms(root, view.Statement[0]?.Action ?? []);
    if (process.env['UPDATE_DOCS']) writeFileSync(file, text(made));
    expect(existsSync(file) && readFileSync(file, 'utf8')).toBe(text(made));
    expect(made.values['codepipeline']?.['StageExecution.status']).toContain('InProgress');
    expect(made.recorded['codepipeline:GetPipelineState']).toContain(
      'stageStates[].actionStates[].latestExecution.status',
    );
    expect(made.providers['AWS Deploy']).toContain('CodeDeploy');
  });
});
