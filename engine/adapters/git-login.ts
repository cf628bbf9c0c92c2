import type { Login } from '../ports/git';

/** git asks this for the login, and gives it to the host it was asked for. The values come by the environment: no other user sees them, and no shell reads them. */
const HELPER = String.raw`!f() { printf 'username=%s\npassword=%s\n' "$STARBOARD_GIT_USERNAME" "$STARBOARD_GIT_PASSWORD"; }; f`;

/** What git is told so that it is let in at `url`, and only there: a host that sends us on to another gets nothing for the other. */
export const loginFor = (
  url: string,
  { username, password }: Login,
): { readonly args: readonly string[]; readonly env: Record<string, string> } => ({
  args: ['-c', `credential.${new URL(url).origin}.helper=${HELPER}`],
  env: { STARBOARD_GIT_USERNAME: username, STARBOARD_GIT_PASSWORD: password },
});
