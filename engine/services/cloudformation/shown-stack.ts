import { own } from '../../core/own';
import { isNoEcho } from '../../core/stack/parameters';
import type { Stack } from './stack';

function parameterOf(
  s: Stack,
  key: string,
  value: string,
): { key: string; value: string; resolved: string | undefined } {
  const hidden = isNoEcho(s.template.Parameters?.[key]);
  const resolved = s.resolved && own(s.resolved, key);
  return {
    key,
    value: hidden ? '****' : value,
    resolved: resolved !== undefined && hidden ? '****' : resolved,
  };
}

/** What lists show of a stack: all but its template and its resources. */
export type ShownStack = ReturnType<typeof shownOf>;

export const shownOf = (s: Stack) => ({
  id: s.id,
  name: s.name,
  description: s.template.Description,
  createdAt: s.createdAt,
  deletedAt: s.deletedAt,
  status: s.state.status,
  reason: s.state.reason,
  onFailure: s.state.onFailure,
  parameters: Object.entries(s.parameters).map(([key, value]) => parameterOf(s, key, value)),
  terminationProtected: s.terminationProtected ?? false,
  timeoutInMinutes: s.timeoutInMinutes,
  capabilities: s.capabilities,
  outputs: s.outputs,
  tags: s.tags,
});
