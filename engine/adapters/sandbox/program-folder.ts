/** Where a machine's own programs are seen inside. */
export const PROGRAM_FOLDER = '/run/starboard/bin';
