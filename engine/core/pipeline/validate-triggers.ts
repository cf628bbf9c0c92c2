import { globProblem } from '../glob';
import { typeKey } from './action-types';
import type { Declaration, GitFilter, TriggerDeclaration } from './declaration';
import { structure } from './structure-error';

const PULL_REQUEST_EVENTS = ['OPEN', 'UPDATED', 'CLOSED'];
/** [model] AWS-SEMANTICS 3.5. */
const LIMITS = { triggers: 50, filters: 3, patterns: 8, pattern: 255 };

function checkFilter(filter: GitFilter | undefined, what: string): void {
  for (const list of [filter?.includes, filter?.excludes]) {
    if (!list) continue;
    if (list.length < 1 || list.length > LIMITS.patterns)
      throw structure(
        `The ${what} filter has ${list.length} patterns; 1 to ${LIMITS.patterns} are allowed`,
      );
    if (list.some((p) => p.length < 1 || p.length > LIMITS.pattern))
      throw structure(
        `A pattern of the ${what} filter must have 1 to ${LIMITS.pattern} characters`,
      );
    const problem = globProblem(list);
    if (problem !== undefined)
      throw structure(`A pattern of the ${what} filter cannot be used: ${problem}`);
  }
  if (filter && !filter.includes && !filter.excludes)
    throw structure(`The ${what} filter has neither includes nor excludes`);
}

function checkTrigger(d: Declaration, t: TriggerDeclaration): void {
  if (t.providerType !== 'CodeStarSourceConnection')
    throw structure(
      `The trigger provider type ${t.providerType} is not supported; use CodeStarSourceConnection`,
    );
  const { sourceActionName: name, push = [], pullRequest = [] } = t.gitConfiguration;
  const action = d.stages[0]?.actions.find((a) => a.name === name);
  if (!action || typeKey(action) !== 'Source/AWS/CodeStarSourceConnection/1')
    throw structure(
      `The trigger's source action ${name} is not a CodeStarSourceConnection action of the first stage`,
    );
  if (push.length > LIMITS.filters || pullRequest.length > LIMITS.filters)
    throw structure(`The trigger of ${name} has more than ${LIMITS.filters} filters of a kind`);
  if (!push.length && !pullRequest.length)
    throw structure(`The trigger of ${name} has neither push nor pull request filters`);
  for (const p of push) {
    if (p.tags && (p.branches ?? p.filePaths))
      throw structure(`The push filter of ${name} mixes tags with branches or file paths`);
    if (!p.tags && !p.branches && !p.filePaths)
      throw structure(`A push filter of ${name} is empty`);
    checkFilter(p.tags, 'tags');
    checkFilter(p.branches, 'branches');
    checkFilter(p.filePaths, 'file paths');
  }
  for (const p of pullRequest) {
    const odd = p.events?.find((e) => !PULL_REQUEST_EVENTS.includes(e));
    if (odd !== undefined)
      throw structure(
        `The pull request event ${odd} is not supported; use ${PULL_REQUEST_EVENTS.join(', ')}`,
      );
    checkFilter(p.branches, 'branches');
    checkFilter(p.filePaths, 'file paths');
  }
}

/** Git triggers of a V2 pipeline (AWS-SEMANTICS 3.5). */
export function validateTriggers(d: Declaration): void {
  const triggers = d.triggers ?? [];
  if (triggers.length > LIMITS.triggers)
    throw structure(`A pipeline has at most ${LIMITS.triggers} triggers`);
  const names = triggers.map((t) => t.gitConfiguration.sourceActionName);
  const twice = names.find((n, i) => names.indexOf(n) !== i);
  if (twice !== undefined)
    throw structure(`The source action ${twice} has two git configurations; one is allowed`);
  for (const t of triggers) checkTrigger(d, t);
}
