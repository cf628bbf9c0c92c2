/**
 * Where the ids of a machine with real users lie on this one: its root is root here, all others have
 * ids that nobody here has (they begin where ranges of subordinate ids do).
 */
const FIRST_HOST_ID = 100_000;
const LAST_ID = 65_535;

/** An id of the machine inside, as this machine has it. */
export const hostIdOf = (id: number): number => (id === 0 ? 0 : FIRST_HOST_ID + id);

/** Whether it is the id of a machine's user: nobody else on this machine has such a one. */
export const isMachineId = (hostId: number): boolean =>
  hostId > FIRST_HOST_ID && hostId <= FIRST_HOST_ID + LAST_ID;

/** The same for the kernel: `uid_map` and `gid_map` of the machine's user namespace. */
export const ID_MAP = `0 0 1\n1 ${FIRST_HOST_ID + 1} ${LAST_ID}\n`;
