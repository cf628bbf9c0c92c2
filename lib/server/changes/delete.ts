import 'server-only';
import { resourceLabel } from '@/lib/domain/projects/resources';
import { routes } from '@/lib/routes';
import { projectStack } from '../data/projects';
import { startDeletion } from '../projects/background';
import { projectResources } from '../projects/resources';
import { AppError } from '../aws/errors';
import type { Planner } from './plan';

/** Delete: everything of the project's stack, to the end. Its name is typed. */
export const remove: Planner = async (connection, request) => {
  const stack = await projectStack(connection, request.pipeline);
  if (!stack) throw new AppError('not_found', `There is no project '${request.pipeline}'.`);
  const resources = await projectResources(connection, stack.StackId ?? '');
  const counts = new Map<string, number>();
  for (const label of resources.map((r) => resourceLabel(r.type, r.logicalId)))
    counts.set(label, (counts.get(label) ?? 0) + 1);
  const name = request.pipeline;
  return {
    // The stack alone: whoever undoes a creation means it, however far it has got meanwhile.
    pinned: { stack: stack.StackId },
    preview: {
      title: `Delete ${name}`,
      subtitle: `The stack starboard-${name} and everything it created. This cannot be undone.`,
      steps: [
        'Running executions, builds and deployments are stopped.',
        counts.has('Website')
          ? 'The artifact bucket and the websites are emptied.'
          : 'The artifact bucket is emptied.',
        `The stack is deleted, ${resources.length} resources. Its applications stop responding.`,
        'Build records, report groups and logs of its builds are deleted.',
      ],
      goes: [...counts]
        .sort((a, b) => b[1] - a[1])
        .map(([label, n]) => (n > 1 ? `${n} × ${label}` : label)),
      unchanged: [
        "The account's seed bucket: other projects use it.",
        `The journal \`/starboard/journal/${name}\`: the team's notes on this project.`,
        'Clones of the repository on other machines.',
      ],
      durations: [],
      reason: 'none',
      reasonHint: '',
      confirmation: name,
      choice: {
        label: `Keep the repository ${name} with all its commits`,
        checked: !connection.isPrivate,
      },
      button: `Delete ${name}`,
      danger: true,
    },
    act(command) {
      startDeletion(
        connection,
        name,
        { keepCode: command.choice ?? !connection.isPrivate },
        stack.StackId ?? '',
      );
      return Promise.resolve({
        sentence: `Deletion of ${name} started.`,
        href: routes.progress(name, stack.StackId ?? ''),
        hrefLabel: 'Show progress',
      });
    },
  };
};
