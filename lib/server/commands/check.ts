import 'server-only';
import { z } from 'zod';
import { alarmName } from '@/lib/domain/builds/build-project';
import { checkSubject, type CheckSubject } from '@/lib/domain/changes/check';
import { problemOf } from '@/lib/domain/changes/command';
import type { Checked } from '@/lib/domain/result';
import type { Connection } from '../aws/connection';
import { alarmsOf, readBuildProject } from '../builds/project';
import { ms } from '../data/dates';
import { AppError } from '../aws/errors';
import { projectStack } from '../data/projects';
import { outcomeOf } from './outcomes';

async function projectNow(connection: Connection, name: string): Promise<string> {
  return (await projectStack(connection, name))
    ? `A project ${name} exists now. Open it from the board.`
    : `There is no project ${name}. You can press again.`;
}

async function buildProjectNow(
  connection: Connection,
  name: string,
  seen: number,
): Promise<string> {
  const project = await readBuildProject(connection, name);
  return ms(project.lastModified) === seen
    ? `${name} has not changed since you opened it. You can save again.`
    : `${name} was saved after you opened it, by this press or by somebody else. Compare the settings below.`;
}

async function alarmNow(connection: Connection, project: string): Promise<string> {
  const own = (await alarmsOf(connection, project)).some((a) => a.name === alarmName(project));
  return own ? 'The alarm exists now.' : 'There is no such alarm now.';
}

/** What can be read in place of an outcome that this process has never heard of. */
async function truthOf(connection: Connection, subject: CheckSubject): Promise<string> {
  switch (subject.kind) {
    case 'project':
      return projectNow(connection, subject.name);
    case 'build-project':
      return buildProjectNow(connection, subject.name, subject.seen);
    case 'alarm':
      return alarmNow(connection, subject.name);
    case 'notification':
      return 'The lists on this page are read again: look there before you press again.';
    case 'change':
    case 'pipeline':
      return 'You can press again: if it happened, you see the new state and nothing is done twice.';
  }
}

/** What happened to a command whose answer was lost. A read: Next lets actions wait for each other. */
export async function checkChange(
  connection: Connection,
  idempotencyKey: string,
  about: unknown,
): Promise<Checked> {
  const subject = checkSubject.safeParse(about);
  if (!subject.success) throw new AppError('invalid', problemOf(subject.error));
  if (!z.uuid().safeParse(idempotencyKey).success)
    throw new AppError('invalid', 'This is not the key of a change.');
  const known = outcomeOf(idempotencyKey);
  if (known) return known.result ? { state: 'done', result: known.result } : { state: 'pending' };
  return { state: 'unknown', message: await truthOf(connection, subject.data) };
}
