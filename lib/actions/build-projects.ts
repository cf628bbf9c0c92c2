'use server';
import type {
  AlarmCommand,
  AlarmDone,
  BuildProjectCommand,
  BuildProjectDone,
  SavedSettings,
} from '@/lib/domain/builds/build-project';
import type { Answer } from '@/lib/domain/result';
import { saveBuildProject } from '@/lib/server/build-projects/save';
import { settle } from '@/lib/server/commands/settle';
import { changeAlarm } from '@/lib/server/notifications/build-alarm';

/** Saves the settings of a build project. */
export async function saveSettings(
  command: BuildProjectCommand,
): Promise<Answer<BuildProjectDone, SavedSettings>> {
  return settle((connection) => saveBuildProject(connection, command));
}

/** Makes or removes the alarm on a build project's failed builds. */
export async function setAlarm(command: AlarmCommand): Promise<Answer<AlarmDone>> {
  return settle((connection) => changeAlarm(connection, command));
}
