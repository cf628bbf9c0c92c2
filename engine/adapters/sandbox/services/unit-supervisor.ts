import { LOGS, STATE } from './places';

/** Runs one service until it is stopped, and again as its unit says. It leads the group of all that it starts. */
export const UNIT_SUPERVISOR = `#!/bin/sh
# Of Starboard.
unit=$1 place=${STATE}/$1
. "$place/unit.sh"
trap : TERM INT HUP
echo $$ >"$place/supervisor"
log=${LOGS}/$unit.log
sink() { case $1 in append:*) echo "\${1#append:}" ;; file:*) echo "\${1#file:}" ;; null) echo /dev/null ;; *) echo "$log" ;; esac; }
out=$(sink "$stdout")
err=$(sink "\${stderr:-$stdout}")
case $stdout in file:*) true >"$out" ;; esac
finish() { ExecStopPost; rm -f "$place/pid" "$place/supervisor"; echo "$1" >"$place/state"; exit 0; }
true >>"$out" && true >>"$err" || { echo "$unit: Failed to set up standard output" >>"$log"; finish failed; }
exec >>"$out" 2>>"$err"
[ -z "$notes" ] || echo "$notes" | sed 's/^/Starboard: /' >>"$log"
environment
if [ -n "$folder" ]; then cd "$folder" || [ "$folder_is_optional" = 1 ] || finish failed; else cd /; fi
ExecStartPre || finish failed
if [ "$type" = oneshot ]; then
  ExecStart || finish failed
  [ "$remains" = 1 ] || finish inactive
  rm -f "$place/supervisor"
  echo active >"$place/state"
  exit 0
fi
starts=
while :; do
  (trap - TERM INT HUP; ExecStart) &
  child=$!
  echo $child >"$place/pid"
  MAINPID=$child
  export MAINPID
  echo active >"$place/state"
  true >"$place/begun"
  ExecStartPost
  wait $child
  code=$?
  while kill -0 $child 2>/dev/null; do wait $child; code=$?; done
  [ ! -e "$place/stop" ] || finish inactive
  case $success in *" $code "*) code=0 ;; esac
  again=
  case $restart in
    always) again=1 ;;
    on-success) [ $code -ne 0 ] || again=1 ;;
    on-failure) [ $code -eq 0 ] || again=1 ;;
    on-abnormal | on-abort) [ $code -le 128 ] || again=1 ;;
  esac
  [ -n "$again" ] || { [ $code -eq 0 ] && finish inactive; finish failed; }
  time=$(date +%s) recent=
  for start in $starts; do [ $((time - start)) -ge "$interval" ] || recent="$recent $start"; done
  starts="$recent $time"
  set -- $starts
  [ $# -lt "$burst" ] || { echo "$unit: Start request repeated too quickly." >>"$log"; finish failed; }
  echo activating >"$place/state"
  sleep "$restart_seconds"
  [ ! -e "$place/stop" ] || finish inactive
done
`;
