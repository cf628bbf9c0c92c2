/** What every service of a machine has in its environment: written by the machine's agent at its start. */
export const MACHINE_ENVIRONMENT = '/run/starboard/environment';
/** A folder for each service that has been started since the boot. */
export const STATE = '/run/starboard/units';
/** A file for each service that is to run from the boot on. */
export const ENABLED = '/var/lib/starboard/enabled';
/** A log for each service. */
export const LOGS = '/var/log/starboard';
