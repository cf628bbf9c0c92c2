import { describe, expect, it } from 'vitest';
import { contradictions } from './contradictions';
import type { Evidence, EvidenceKind, ResourceAction, ResourceChange } from './evidence';
import { countChanges } from './evidence-order';

const change = (address: string, action: ResourceAction, physicalId?: string): ResourceChange => ({
  address,
  action,
  physicalId,
  type: 'aws_thing',
  scope: 'shop',
  attributes: [],
  moreAttributes: 0,
  isSecurity: false,
  isKept: false,
  reasons: [],
});

const piece = (kind: EvidenceKind, path: string, ...changes: ResourceChange[]): Evidence => ({
  kind,
  place: { action: 'Build', artifact: 'Out', path },
  sha256: path,
  bytes: 1,
  summary: {
    form: 'changes',
    tool: kind,
    subject: kind === 'terraform-plan' ? '' : 'shop',
    changes,
    more: 0,
    counts: countChanges(changes),
    drift: [],
    outputs: [],
    notes: [],
  },
});

describe('two pieces of evidence', () => {
  it('contradict each other where they do other things to a resource', () => {
    const found = contradictions([
      piece('terraform-plan', 'a.json', change('x', 'delete'), change('y', 'create')),
      piece('terraform-plan', 'b.json', change('x', 'update'), change('y', 'create')),
    ]);
    expect(found.map((c) => [c.pieces, c.words])).toEqual([
      [[0, 1], 'x: a.json would destroy it, b.json would change it.'],
    ]);
  });

  it('about one stack also where only one of them touches a resource', () => {
    const [found] = contradictions([
      piece('change-set', 'set', change('A', 'delete')),
      piece('cdk-diff', 'cdk.txt', change('B', 'create')),
    ]);
    expect(found?.words).toMatch(/ \(and 1 more\)\.$/);
    expect(found?.resources.map((c) => c.words)).toEqual([
      'set would destroy it, cdk.txt would not touch it',
      'set would not touch it, cdk.txt would add it',
    ]);
  });

  it('agree where they are about other resources, other stacks, or are the same file', () => {
    const a = piece(
      'terraform-plan',
      'a.json',
      change('x', 'delete', 'id-1'),
      change('z', 'create'),
    );
    const b = piece('terraform-plan', 'b.json', change('x', 'update', 'id-2'));
    expect(contradictions([a, b])).toEqual([]);
    expect(contradictions([a, { ...a }])).toEqual([]);
    const helm = piece('helm-diff', 'h', change('x', 'update'));
    expect(contradictions([a, helm])).toEqual([]);
  });
});
