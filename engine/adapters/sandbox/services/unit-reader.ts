import { PROGRAM_FOLDER } from '../program-folder';

/**
 * Reads a unit and what is dropped in beside it; prints what `sh` is to know of it: every word in
 * single quotes, so that nothing of a unit is ever read as a command.
 */
export const UNIT_READER = String.raw`#!/usr/bin/awk -f
# Of Starboard.
# What is known only when a command runs is marked by a sign that no text has.
function quoted(s) { gsub(/'/, "'\\''", s); gsub(/\001/, "'\"$MAINPID\"'", s); return "'" s "'" }
function value_of(name) { return name == "MAINPID" ? "\001" : env[name] }
function trimmed(s) { sub(/^[ \t]+/, "", s); sub(/[ \t\r]+$/, "", s); return s }
function problem(s) { if (!wrong) wrong = s }
function note(s) { notes = notes (notes ? "\n" : "") s }
function is_name(s) { return s ~ /^[A-Za-z_][A-Za-z0-9_]*$/ }
function yes(s) { return s ~ /^(1|yes|true|on)$/ ? 1 : 0 }

# What %-signs stand for.
function specified(s,   out, i, c, n) {
  out = ""; n = length(s)
  for (i = 1; i <= n; i++) {
    c = substr(s, i, 1)
    if (c != "%") { out = out c; continue }
    c = substr(s, ++i, 1)
    if (c == "%") out = out "%"
    else if (c == "n") out = out unit
    else if (c == "N" || c == "p") out = out base
    else if (c == "i" || c == "I") out = out ""
    else if (c == "h") out = out "/root"
    else if (c == "u") out = out "root"
    else if (c == "t") out = out "/run"
    else if (c == "S") out = out "/var/lib"
    else if (c == "L") out = out "/var/log"
    else problem("the specifier %" c)
  }
  return out
}

# Words of a line, as systemd splits it: quotes and backslashes.
function split_words(s, words,   i, c, n, count, word, has, quote) {
  count = 0; word = ""; has = 0; quote = ""; n = length(s)
  for (i = 1; i <= n; i++) {
    c = substr(s, i, 1)
    if (c == "\\") {
      c = substr(s, ++i, 1)
      if (c == "n") c = "\n"
      else if (c == "t") c = "\t"
      else if (c == "s") c = " "
      else if (c != "\\" && c != "\"" && c != "'") c = "\\" c
      word = word c; has = 1
    } else if (quote != "") {
      if (c == quote) quote = ""; else word = word c
    } else if (c == "\"" || c == "'") { quote = c; has = 1 }
    else if (c == " " || c == "\t") { if (has) words[++count] = word; word = ""; has = 0 }
    else { word = word c; has = 1 }
  }
  if (has) words[++count] = word
  return count
}

# ${'$'}{NAME} in a word is its value, $$ a dollar.
function expanded(s,   out, at, name) {
  out = ""
  while ((at = index(s, "$")) > 0) {
    out = out substr(s, 1, at - 1); s = substr(s, at + 1)
    if (substr(s, 1, 1) == "$") { out = out "$"; s = substr(s, 2) }
    else if (substr(s, 1, 1) == "{" && index(s, "}") > 0) {
      name = substr(s, 2, index(s, "}") - 2); s = substr(s, index(s, "}") + 1)
      out = out value_of(name)
    } else if (match(s, /^[A-Za-z_][A-Za-z0-9_]*/)) {
      out = out value_of(substr(s, 1, RLENGTH)); s = substr(s, RLENGTH + 1)
    } else out = out "$"
  }
  return out s
}

function set_env(name, value) {
  if (!is_name(name)) { note(name "= is no variable"); return }
  if (!(name in env)) names[++name_count] = name
  env[name] = value
}

function environment_file(path,   optional, line, at, value, first) {
  optional = sub(/^-/, "", path)
  if ((getline line < path) < 0) {
    if (!optional) missing = path
    return
  }
  do {
    line = trimmed(line)
    if (line == "" || line ~ /^[#;]/) continue
    at = index(line, "=")
    if (at < 2) continue
    value = trimmed(substr(line, at + 1)); first = substr(value, 1, 1)
    if ((first == "\"" || first == "'") && length(value) > 1 && substr(value, length(value)) == first)
      value = substr(value, 2, length(value) - 2)
    sub(/^export[ \t]+/, "", line); at = index(line, "=")
    set_env(trimmed(substr(line, 1, at - 1)), value)
  } while ((getline line < path) > 0)
  close(path)
}

# The commands of a phase as a function of the shell; the last is put in the place of the shell where that is asked for.
function commands(phase, given, count, in_place,   i, j, n, words, more, parts, m, line, optional, last) {
  print phase "() {"
  print ":"
  for (i = 1; i <= count; i++) {
    line = given[phase, i]; optional = 0
    while (line ~ /^[-@:+!|]/) {
      if (line ~ /^-/) optional = 1
      else if (line !~ /^[:+!]/) problem("the sign " substr(line, 1, 1) " before a command")
      line = substr(line, 2)
    }
    n = split_words(line, words); more = ""
    for (j = 1; j <= n; j++) {
      if (words[j] ~ /^\$[A-Za-z_][A-Za-z0-9_]*$/) {
        m = split(value_of(substr(words[j], 2)), parts, /[ \t]+/)
        for (; m > 0; m--) if (parts[m] != "") more = more " " quoted(parts[m])
      } else more = more " " quoted(expanded(specified(words[j])))
    }
    last = in_place && i == count
    line = (last ? "exec " : "") (user != "" ? "'${PROGRAM_FOLDER}/run-as' " quoted(user) : "") more
    print line (last ? "" : (optional ? " || :" : " || return"))
  }
  print "}"
}

function take(section, key, value) {
  if (section == "Install") { if (key == "WantedBy" || key == "RequiredBy" || key == "Alias") installs = 1; return }
  if (section == "Unit") { if (key == "Description") description = value; if (key == "StartLimitBurst") burst = value; if (key == "StartLimitIntervalSec") interval = value; return }
  if (section != "Service") { problem("a section [" section "]"); return }
  if (key ~ /^Exec(Start|StartPre|StartPost|Stop|StopPost|Reload)$/) {
    if (value == "") counts[key] = 0
    else line_of[key, ++counts[key]] = value
  }
  else if (key == "Environment") { if (value == "") environments = 0; else environment[++environments] = value }
  else if (key == "EnvironmentFile") { if (value == "") files = 0; else file[++files] = value }
  else if (key in setting) setting[key] = value
  else if (key !~ /^(SyslogIdentifier|TimeoutStartSec|TimeoutSec|KillMode|PIDFile|StartLimitInterval)$/) note(key "= has no effect on a local instance")
}

function seconds(s, otherwise) {
  if (s ~ /^[0-9.]+(s|sec)?$/) { sub(/s.*/, "", s); return s }
  if (s ~ /^[0-9]+ms$/) { sub(/ms/, "", s); return s / 1000 }
  if (s ~ /^[0-9]+(m|min)$/) { sub(/m.*/, "", s); return s * 60 }
  if (s == "infinity") return 86400
  return otherwise
}

BEGIN {
  base = unit; sub(/\.service$/, "", base)
  count = split("Type Restart RestartSec TimeoutStopSec KillSignal User Group WorkingDirectory StandardOutput StandardError RemainAfterExit SuccessExitStatus", keys, " ")
  for (i = 1; i <= count; i++) setting[keys[i]] = ""
}
{
  gsub(/\001/, ""); text = held $0; held = ""
  if (text ~ /\\$/) { sub(/\\$/, " ", text); held = text; next }
  text = trimmed(text)
  if (text == "" || text ~ /^[#;]/) next
  if (text ~ /^\[.*\]$/) { section = substr(text, 2, length(text) - 2); next }
  at = index(text, "=")
  if (at > 1) take(section, trimmed(substr(text, 1, at - 1)), trimmed(substr(text, at + 1)))
}
END {
  environment_file("-" machine)
  for (i = 1; i <= environments; i++) {
    count = split_words(environment[i], words)
    for (j = 1; j <= count; j++) {
      at = index(words[j], "=")
      if (at > 1) set_env(substr(words[j], 1, at - 1), specified(substr(words[j], at + 1)))
    }
  }
  for (i = 1; i <= files; i++) environment_file(specified(file[i]))
  type = setting["Type"] == "" ? "simple" : setting["Type"]
  if (type !~ /^(simple|exec|idle|oneshot)$/) problem("Type=" type)
  if (!counts["ExecStart"]) bad = "has no ExecStart= setting"
  else if (counts["ExecStart"] > 1 && type != "oneshot") bad = "has more than one ExecStart= setting, which is only allowed for Type=oneshot services"
  user = setting["User"] == "root" ? "" : setting["User"]
  if (user ~ /[^A-Za-z0-9._-]/) problem("User=" user)
  if (setting["Group"] != "" && setting["Group"] != setting["User"]) note("Group= has no effect on a local instance")
  print "description=" quoted(description == "" ? unit : description)
  print "type=" quoted(type)
  print "restart=" quoted(setting["Restart"] == "" ? "no" : setting["Restart"])
  print "restart_seconds=" quoted(seconds(setting["RestartSec"], 0.1))
  print "stop_seconds=" quoted(int(seconds(setting["TimeoutStopSec"], 90)))
  kill_signal = setting["KillSignal"]; sub(/^SIG/, "", kill_signal)
  print "kill_signal=" quoted(kill_signal ~ /^[A-Z0-9]+$/ ? kill_signal : "TERM")
  folder = specified(setting["WorkingDirectory"]); folder_is_optional = sub(/^-/, "", folder)
  print "folder=" quoted(folder == "~" ? "/root" : folder)
  print "folder_is_optional=" folder_is_optional
  print "stdout=" quoted(specified(setting["StandardOutput"]))
  print "stderr=" quoted(specified(setting["StandardError"]))
  print "remains=" yes(setting["RemainAfterExit"])
  print "success=" quoted(" " setting["SuccessExitStatus"] " ")
  print "burst=" (burst ~ /^[0-9]+$/ ? burst : 5)
  print "interval=" int(seconds(interval, 10))
  print "installs=" (installs ? 1 : 0)
  print "has_reload=" (counts["ExecReload"] ? 1 : 0)
  print "missing_file=" quoted(missing)
  print "bad=" quoted(bad)
  print "environment() {"
  print ":"
  for (i = 1; i <= name_count; i++) print "export " names[i] "=" quoted(env[names[i]])
  print "}"
  commands("ExecStartPre", line_of, counts["ExecStartPre"], 0)
  commands("ExecStart", line_of, counts["ExecStart"], type != "oneshot")
  commands("ExecStartPost", line_of, counts["ExecStartPost"], 0)
  commands("ExecStop", line_of, counts["ExecStop"], 0)
  commands("ExecStopPost", line_of, counts["ExecStopPost"], 0)
  commands("ExecReload", line_of, counts["ExecReload"], 0)
  print "unserved=" quoted(wrong)
  print "notes=" quoted(notes)
}
`;
