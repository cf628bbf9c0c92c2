import { expect, it } from 'vitest';
import type { ChangeRequest } from '@/lib/domain/changes/change';
import { changeRequest } from '@/lib/domain/changes/change-schema';
import { queryOf } from './change-query';

it('asks everything that a request holds: of two approvals in one stage, which one', () => {
  const request: ChangeRequest = {
    kind: 'approve',
    pipeline: 'shop',
    stage: 'Gate',
    action: 'Second',
    execution: 'e1',
  };
  expect(Object.keys(request)).toEqual(Object.keys(changeRequest.shape));
  expect(Object.fromEntries(new URLSearchParams(queryOf(request)))).toEqual(request);
});
