import { PROGRAM_FOLDER } from '../program-folder';
import { ENABLED, LOGS, MACHINE_ENVIRONMENT, STATE } from './places';

/** Services alone, in the words and with the codes of systemd; what it does not serve is said by name. */
export const SYSTEMCTL = `#!/bin/sh
# Of Starboard: the services of a local instance.
lines=10 quiet= now= verb= units=
while [ $# -gt 0 ]; do
  case $1 in
    -q | --quiet) quiet=1 ;;
    --now) now=1 ;;
    -n | --lines) lines=$2; shift ;;
    --lines=*) lines=\${1#--lines=} ;;
    --no-pager | --no-block | -f | --force | --system | -l | --full | --no-ask-password | --no-legend | --wait | -a | --all | --plain) ;;
    --version) echo 'systemd 252 (the part of it that a local instance of Starboard serves)'; exit 0 ;;
    --user) echo 'Failed to connect to bus: a local instance has no services of users' >&2; exit 1 ;;
    -*) echo "systemctl: a local instance does not serve the option $1" >&2; exit 1 ;;
    *) if [ -z "$verb" ]; then verb=$1; else units="$units $1"; fi ;;
  esac
  shift
done
case $lines in '' | *[!0-9]*) lines=10 ;; esac
say() { echo "$*" >&2; }
[ "$(id -u)" = 0 ] || case $verb in
  is-active | is-enabled | is-failed | status | cat) ;;
  *) say "Failed to $verb$units: Access denied"; exit 4 ;;
esac
mkdir -p ${STATE} ${ENABLED} ${LOGS} 2>/dev/null

path_of() {
  for each in /etc/systemd/system /run/systemd/system /usr/local/lib/systemd/system /usr/lib/systemd/system /lib/systemd/system; do
    [ ! -f "$each/$1" ] || { echo "$each/$1"; return 0; }
  done
  return 1
}
# Reads a unit; says why it cannot be served.
load() {
  place=${STATE}/$unit
  mkdir -p "$place"
  set -- "$path"
  for each in /usr/lib/systemd/system/"$unit".d/*.conf /etc/systemd/system/"$unit".d/*.conf; do
    [ ! -f "$each" ] || set -- "$@" "$each"
  done
  awk -v unit="$unit" -v machine=${MACHINE_ENVIRONMENT} -f ${PROGRAM_FOLDER}/unit-reader "$@" >"$place/unit.new" || return 1
  mv "$place/unit.new" "$place/unit.sh"
  . "$place/unit.sh"
}
alive() { read -r leader 2>/dev/null <"${STATE}/$unit/supervisor" && kill -0 "$leader" 2>/dev/null; }
state_of() {
  state=inactive
  [ ! -f "${STATE}/$unit/state" ] || read -r state <"${STATE}/$unit/state"
  case $state in
    active) alive || [ ! -f "${STATE}/$unit/pid" ] || state=failed ;;
    activating) alive || state=failed ;;
  esac
}
failed_job() {
  say "Job for $unit failed because $1."
  say "See \\"systemctl status $unit\\" and \\"journalctl -xeu $unit\\" for details."
  return 1
}
start() {
  state_of
  [ $state != active ] || return 0
  path=$(path_of "$unit") || { say "Failed to start $unit: Unit $unit not found."; return 5; }
  load || return 1
  [ -z "$unserved" ] || { say "Failed to start $unit: a local instance does not serve $unserved"; return 1; }
  [ -z "$bad" ] || { say "Failed to start $unit: Unit $unit has a bad unit file setting: Service $bad."; return 1; }
  if [ -n "$missing_file" ]; then
    echo "$unit: Failed to load environment files: $missing_file: No such file or directory" >>${LOGS}/$unit.log
    echo failed >"$place/state"
    failed_job 'of unavailable resources or another system error'
    return
  fi
  rm -f "$place/stop" "$place/pid" "$place/supervisor" "$place/begun"
  echo activating >"$place/state"
  [ "$( (wc -c <${LOGS}/$unit.log) 2>/dev/null || echo 0)" -lt 16777216 ] || mv ${LOGS}/$unit.log ${LOGS}/$unit.log.0
  env -i PATH="$PATH" LANG=C.UTF-8 setsid sh ${PROGRAM_FOLDER}/unit-supervisor "$unit" </dev/null >/dev/null 2>&1 &
  waited=0
  while [ ! -e "$place/begun" ]; do
    read -r state <"$place/state"
    case $state in
      active | inactive) return 0 ;;
      failed) failed_job 'the control process exited with error code'; return ;;
    esac
    waited=$((waited + 1))
    [ $waited -lt 4500 ] || [ "$type" = oneshot ] || { stop; failed_job 'a timeout was exceeded'; return; }
    sleep 0.02
  done
}
stop() {
  path=$(path_of "$unit") || [ -d "${STATE}/$unit" ] || { say "Failed to stop $unit: Unit $unit not loaded."; return 5; }
  place=${STATE}/$unit
  if alive; then
    . "$place/unit.sh"
    : >"$place/stop"
    (environment; read -r MAINPID 2>/dev/null <"$place/pid" && export MAINPID; ExecStop >>${LOGS}/$unit.log 2>&1)
    kill -s "$kill_signal" -- -"$leader" 2>/dev/null
    waited=0
    while kill -0 "$leader" 2>/dev/null; do
      [ $waited -lt $((stop_seconds * 50)) ] || kill -s KILL -- -"$leader" 2>/dev/null
      waited=$((waited + 1))
      sleep 0.02
    done
    # What has closed its eyes to the signal.
    kill -s KILL -- -"$leader" 2>/dev/null
  fi
  [ ! -d "$place" ] || { rm -f "$place/pid" "$place/supervisor"; echo inactive >"$place/state"; }
  return 0
}
reload() {
  path=$(path_of "$unit") || { say "Failed to reload $unit: Unit $unit not found."; return 5; }
  load || return 1
  alive || { say "$unit is not active, cannot reload."; return 1; }
  [ "$has_reload" = 1 ] || { say "Failed to reload $unit: Job type reload is not applicable for unit $unit."; return 1; }
  (environment; read -r MAINPID 2>/dev/null <"$place/pid" && export MAINPID; ExecReload >>${LOGS}/$unit.log 2>&1) || failed_job 'the control process exited with error code'
}
wants=/etc/systemd/system/multi-user.target.wants
enable() {
  path=$(path_of "$unit") || { say "Failed to enable unit: Unit file $unit does not exist."; return 1; }
  load || return 1
  if [ "$installs" != 1 ]; then
    say 'The unit files have no installation config (WantedBy=, RequiredBy=, Also=, Alias= settings in the [Install] section).'
  elif [ ! -e "$wants/$unit" ]; then
    mkdir -p $wants
    ln -sf "$path" "$wants/$unit"
    say "Created symlink $wants/$unit → $path."
  fi
  [ "$installs" != 1 ] || : >${ENABLED}/$unit
  [ -z "$now" ] || start
}
disable() {
  path_of "$unit" >/dev/null || { say "Failed to disable unit: Unit file $unit does not exist."; return 1; }
  if [ -L "$wants/$unit" ]; then rm -f "$wants/$unit"; say "Removed \\"$wants/$unit\\"."; fi
  rm -f ${ENABLED}/$unit
  [ -z "$now" ] || stop
}
enabled() {
  path=$(path_of "$unit") || { [ -n "$quiet" ] || say "Failed to get unit file state for $unit: No such file or directory"; return 1; }
  load || return 1
  word=disabled code=1
  [ ! -L "$wants/$unit" ] || word=enabled code=0
  [ "$installs" = 1 ] || word=static code=0
  [ -n "$quiet" ] || echo $word
  return $code
}
status() {
  path=$(path_of "$unit") || { say "Unit $unit could not be found."; return 4; }
  load || return 1
  state_of
  word=disabled
  [ ! -L "$wants/$unit" ] || word=enabled
  echo "● $unit - $description"
  echo "     Loaded: loaded ($path; $word)"
  case $state in
    active) echo '     Active: active (running)' ;;
    inactive) echo '     Active: inactive (dead)' ;;
    *) echo "     Active: $state" ;;
  esac
  [ ! -f "$place/pid" ] || echo "   Main PID: $(cat "$place/pid")"
  echo
  tail -n "$lines" ${LOGS}/$unit.log 2>/dev/null
  [ $state = active ] || return 3
}
active() { state_of; [ -n "$quiet" ] || echo $state; [ $state = active ] || return 3; }
failing() { state_of; [ -n "$quiet" ] || echo $state; [ $state = failed ] || return 1; }

case $verb in
  daemon-reload | daemon-reexec) exit 0 ;;
  starboard-boot)
    rm -rf ${STATE}
    verb=start
    for each in ${ENABLED}/*; do [ ! -e "$each" ] || units="$units \${each##*/}"; done
    ;;
  reset-failed) [ -n "$units" ] || exit 0 ;;
  '') say 'systemctl: a local instance serves no list of units'; exit 1 ;;
esac
result=0
for unit in $units; do
  case $unit in *[!A-Za-z0-9@._:-]* | .* | *..*) say "Failed to $verb $unit: Invalid argument"; exit 1 ;; esac
  case $unit in
    *@*) say "Failed to $verb $unit: a local instance does not serve templates of units"; exit 1 ;;
    *.service) ;;
    *.timer | *.socket | *.target | *.path | *.mount | *.slice | *.scope)
      say "Failed to $verb $unit: a local instance serves services alone"; exit 1 ;;
    *) unit=$unit.service ;;
  esac
  case $verb in
    start) start ;;
    stop) stop ;;
    restart | force-reload) if path=$(path_of "$unit"); then stop && start; else say "Failed to restart $unit: Unit $unit not found."; (exit 5); fi ;;
    try-restart | condrestart) state_of; [ $state != active ] || { stop && start; } ;;
    reload) reload ;;
    reload-or-restart) state_of; if path=$(path_of "$unit") && load && [ "$has_reload" = 1 ] && [ $state = active ]; then reload; else stop && start; fi ;;
    enable) enable ;;
    reenable) disable && enable ;;
    disable) disable ;;
    is-active) active ;;
    is-failed) failing ;;
    is-enabled) enabled ;;
    status) status ;;
    cat) path=$(path_of "$unit") && { echo "# $path"; cat "$path"; } ;;
    kill) if alive; then kill -s TERM -- -"$leader"; fi ;;
    reset-failed) state_of; [ $state != failed ] || echo inactive >"${STATE}/$unit/state" ;;
    *) say "systemctl: a local instance does not serve $verb"; exit 1 ;;
  esac
  code=$?
  [ $code -eq 0 ] || result=$code
done
[ -n "$units" ] || { say 'Too few arguments.'; exit 1; }
exit $result
`;

/** As on systems that have systemd: another order of words. */
export const SERVICE = `#!/bin/sh
# Of Starboard.
case $1 in
  --status-all | -*) echo "service: a local instance does not serve the option $1" >&2; exit 1 ;;
esac
[ $# -ge 2 ] || { echo 'Usage: service < option > | --status-all | [ service_name [ command | --full-restart ] ]' >&2; exit 1; }
name=$1 verb=$2
[ "$verb" != --full-restart ] || verb=restart
exec ${PROGRAM_FOLDER}/systemctl "$verb" "$name"
`;
