import { PROGRAM_FOLDER } from '../program-folder';
import { JOURNALCTL } from './journalctl';
import { SERVICE, SYSTEMCTL } from './systemctl';
import { UNIT_READER } from './unit-reader';
import { UNIT_SUPERVISOR } from './unit-supervisor';

export { MACHINE_ENVIRONMENT } from './places';

/** What stands in for systemd on a machine, by name. */
export const SERVICE_PROGRAMS: Readonly<Record<string, string>> = {
  systemctl: SYSTEMCTL,
  service: SERVICE,
  journalctl: JOURNALCTL,
  'unit-reader': UNIT_READER,
  'unit-supervisor': UNIT_SUPERVISOR,
};

/** Starts the services that are to run from a machine's boot on. */
export const BOOT_SERVICES = [`${PROGRAM_FOLDER}/systemctl`, 'starboard-boot'] as const;
