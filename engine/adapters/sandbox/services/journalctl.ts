import { LOGS } from './places';

/** What services have said, as they have said it. */
export const JOURNALCTL = `#!/bin/sh
# Of Starboard: what the services of a local instance have said.
unit= lines= follow=
while [ $# -gt 0 ]; do
  case $1 in
    -u | --unit | -xeu | -xu | -eu | -fu) case $1 in -f*) follow=1 ;; esac; unit=$2; shift ;;
    -u?*) unit=\${1#-u} ;;
    --unit=*) unit=\${1#--unit=} ;;
    -n | --lines) lines=$2; shift ;;
    -n?*) lines=\${1#-n} ;;
    --lines=*) lines=\${1#--lines=} ;;
    -f | --follow) follow=1 ;;
    -o | --output) shift ;;
    --no-pager | -x | -e | -xe | --output=* | -q | --quiet | -a | --all | --no-hostname) ;;
    *) echo "journalctl: a local instance does not serve $1" >&2; exit 1 ;;
  esac
  shift
done
[ -n "$unit" ] || { echo 'journalctl: a local instance has the logs of services alone: -u UNIT' >&2; exit 1; }
case $unit in *.service) ;; *) unit=$unit.service ;; esac
case $unit in *[!A-Za-z0-9@._:-]* | .* | *..*) echo "Invalid unit name: $unit" >&2; exit 1 ;; esac
log=${LOGS}/$unit.log
[ -f "$log" ] || { echo '-- No entries --'; exit 0; }
case $lines in '' | *[!0-9]*) lines=+1 ;; esac
[ -z "$follow" ] || exec tail -n "$lines" -f "$log"
exec tail -n "$lines" "$log"
`;
