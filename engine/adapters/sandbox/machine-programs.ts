import { SERVICE_PROGRAMS } from './services';
import { PROGRAM_FOLDER } from './program-folder';

const script = (text: string): string => `#!/bin/sh\n# Of Starboard.\n${text.trim()}\n`;

/** What lets those who may use `sudo` become others: a program of root's that it runs as. Only a machine with real users has it. */
export const BECOME = 'become';

/** `run-as USER COMMAND…`; `change` is how it is done, once it is known who that is. */
const runAs = (change: string): string =>
  script(`
user=$1
shift
entry=$(getent passwd "$user") || {
  echo "su: user $user does not exist or the user entry does not contain all the required fields" >&2
  exit 1
}
IFS=: read -r name _ uid gid _ home shell <<END
$entry
END
export HOME="$home" USER="$name" LOGNAME="$name" SHELL="\${shell:-/bin/sh}"
[ "$uid" = "$(id -u)" ] && exec "$@"
${change}
`);

/** One user of the real machine stands for all of this one: in a user namespace of its own it has the user's ids, and the same rights. */
const BY_NAMESPACE = `exec unshare -U --map-user="$uid" --map-group="$gid" -- "$@"`;

const BY_RIGHT = `
[ "$(id -u)" = 0 ] && exec setpriv --reuid "$uid" --regid "$gid" --init-groups -- "$@"
[ -x ${PROGRAM_FOLDER}/${BECOME} ] || {
  echo "$(id -un) is not in the sudoers file.  This incident will be reported." >&2
  exit 1
}
exec ${PROGRAM_FOLDER}/${BECOME} --reuid "$uid" --regid "$gid" --init-groups -- "$@"`;

/** As AWS's images have it: nobody is asked for a password. The environment is reset but for PATH, which may hold a version manager's tools. */
const SUDO = script(`
user=root keep= login=
while [ $# -gt 0 ]; do
  case $1 in
    -u | --user) user=$2; shift ;;
    -u?*) user=\${1#-u} ;;
    --user=*) user=\${1#--user=} ;;
    -E | --preserve-env | --preserve-env=*) keep=1 ;;
    -i | --login) login=1 ;;
    -n | -H | -S | --non-interactive | --set-home | --stdin) ;;
    -v | -k | -K | --validate | --reset-timestamp) exit 0 ;;
    --) shift; break ;;
    -*) echo "sudo: a local instance does not serve the option $1" >&2; exit 1 ;;
    [A-Za-z_]*=*) break ;;
    *) break ;;
  esac
  shift
done
if [ -n "$login" ]; then
  [ $# -gt 0 ] && exec su - "$user" -c "$*"
  exec su - "$user"
fi
[ $# -gt 0 ] || { echo 'usage: sudo [-E] [-i] [-u user] command' >&2; exit 1; }
by=$(id -un)
[ -n "$keep" ] && exec ${PROGRAM_FOLDER}/run-as "$user" env SUDO_USER="$by" "$@"
exec env -i PATH="$PATH" LANG="$LANG" TERM="\${TERM:-dumb}" SUDO_USER="$by" ${PROGRAM_FOLDER}/run-as "$user" env "$@"
`);

const SU = script(`
user= command= shell= login=
while [ $# -gt 0 ]; do
  case $1 in
    - | -l | --login) login=1 ;;
    -c | --command) command=$2; shift ;;
    --command=*) command=\${1#--command=} ;;
    -s | --shell) shell=$2; shift ;;
    --shell=*) shell=\${1#--shell=} ;;
    --) ;;
    -*) echo "su: a local instance does not serve the option $1" >&2; exit 1 ;;
    *) [ -z "$user" ] || { echo "su: a local instance does not serve arguments of the shell" >&2; exit 1; }; user=$1 ;;
  esac
  shift
done
user=\${user:-root}
if [ -z "$shell" ]; then
  shell=$(getent passwd "$user" | cut -d: -f7)
  shell=\${shell:-/bin/sh}
fi
set -- "$shell"
if [ -n "$login" ]; then
  home=$(getent passwd "$user" | cut -d: -f6)
  [ -n "$home" ] && cd "$home" 2>/dev/null
  case $shell in */nologin | */false) ;; *) set -- "$@" -l ;; esac
fi
[ -n "$command" ] && set -- "$@" -c "$command"
if [ -n "$login" ]; then
  exec env -i PATH="$PATH" LANG="$LANG" TERM="\${TERM:-dumb}" ${PROGRAM_FOLDER}/run-as "$user" "$@"
fi
exec ${PROGRAM_FOLDER}/run-as "$user" "$@"
`);

const RUNUSER = script(`
case $1 in
  -u | --user) user=$2; shift 2 ;;
  --user=*) user=\${1#--user=}; shift ;;
  *) exec su "$@" ;;
esac
[ "$1" = -- ] && shift
exec ${PROGRAM_FOLDER}/run-as "$user" "$@"
`);

/** Checks what it is asked as the real one does; whose a file is does not change, for there is one user. */
const owner = (program: 'chown' | 'chgrp'): string =>
  script(`
spec= files= wrong=0
reference=
for each in "$@"; do
  case $each in
    --reference=*) reference=1 ;;
    -*) ;;
    *)
      if [ -z "$spec$reference" ]; then spec=$each; continue; fi
      files=1
      [ -e "$each" ] || [ -L "$each" ] || {
        echo "${program}: cannot access '$each': No such file or directory" >&2
        wrong=1
      }
      ;;
  esac
done
[ -n "$files" ] || { echo "${program}: missing operand" >&2; exit 1; }
known() { case $2 in '' | *[!0-9]*) [ -z "$2" ] || getent "$1" "$2" >/dev/null ;; esac; }
${
  program === 'chown'
    ? `user=\${spec%%[:.]*}
group=
case $spec in *:*) group=\${spec#*:} ;; esac
known passwd "$user" || known passwd "$spec" || { echo "chown: invalid user: '$spec'" >&2; exit 1; }
known group "$group" || { echo "chown: invalid group: '$spec'" >&2; exit 1; }`
    : `known group "$spec" || { echo "chgrp: invalid group: '$spec'" >&2; exit 1; }`
}
exit $wrong
`);

const CHANGING_USERS = { sudo: SUDO, su: SU, runuser: RUNUSER };

/** Programs of a machine that stand in for the system's, by their names. */
export const PROGRAMS: Readonly<Record<string, string>> = {
  'run-as': runAs(BY_NAMESPACE),
  ...CHANGING_USERS,
  chown: owner('chown'),
  chgrp: owner('chgrp'),
  ...SERVICE_PROGRAMS,
};

/** Those of a machine whose users own their files. */
export const REAL_PROGRAMS: Readonly<Record<string, string>> = {
  'run-as': runAs(BY_RIGHT),
  ...CHANGING_USERS,
  ...SERVICE_PROGRAMS,
};
