import { describe, expect, it } from 'vitest';
import { ACTION_TYPES } from '../engine/core/pipeline/action-types';
import { hasLabel } from '../lib/domain/pipelines/action-labels';

describe('the pipeline editor', () => {
  it('has a label for each configuration key of an action that the engine carries out', () => {
    const served = Object.values(ACTION_TYPES).filter((t) => t.served);
    const keys = new Set(served.flatMap((t) => [...t.required, ...t.optional]));
    expect([...keys].filter((key) => !hasLabel(key))).toEqual([]);
  });
});
