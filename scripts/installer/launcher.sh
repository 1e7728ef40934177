#!/bin/sh
# The guard's hook, inline in the settings: only its engine lets a call pass that may reach a cluster, a host or a secret.
# Whatever is wrong with the engine (gone, killed, hanging, half an answer), this shell alone decides, more strictly.
e=@ENGINE@
d=$(cat 2>/dev/null)
[ -n "$d" ] || while IFS= read -r l || [ -n "$l" ]; do d=$d$l; done
o=$(printf '%s\n' "$d" | { exec 3<&0
"$e" <&3 3<&- & p=$!
{ sleep 1 && sleep 1 && sleep 1 && kill -9 $p; } </dev/null >/dev/null 3<&- & w=$!
wait $p; printf '\n=%s\n' $?; kill $w; } 2>/dev/null | { IFS= read -r a; IFS= read -r b; printf '%s' "$b$a"; })
case $o in
'=0{}') exit 0;;
'=0{"hookSpecificOutput":{"hookEventName":"PreToolUse",'*'}}') printf '%s\n' "${o#=0}"; exit 0;;
esac
# A command passes when nothing in it is, or could make up, the name of a tool that the guard knows.
LC_ALL=C
i=${d#*'"tool_input":'}
case ${#d} in 0|??????*) g=1 i=;; *) g=;; esac
t=${d#*'"tool_name":'} t=${t# }
q=${d#*'"permission_mode":'} q=${q# } q=${q%%,*}
case $i in
*'"command":'*)
c=${i#*'"command":'} c=${c# } c=${c#\"} c=${c%%'","'*} c=${c%%'", "'*} c=${c%%'"}'*} c=" $c "
f=${c# }
case ${f%% *} in *=*) g=1;; esac
case $c in
*[\$\`*?\[\{~]*|*\\[!\"]*|*\\' '|*[!\ =]\\\"[!\ ]*|*[!\ =]\'[!\ ]*|*[\;\&\|\(][./]*|*[\;\&\|\(]' '[./]*|*[\;\&\|\(]*=*|' '[./]*) g=1;;
@COMMANDS@) g=1;;
esac;;
*) case $t in
'"mcp__'*) case $d in @SERVERS@) g=1;; esac;;
'"Bash"'*|'"Monitor"'*) g=1;;
'"'*);;
*) g=1;;
esac;;
esac
case $i in @PATHS@) g=1;; esac
[ "$g" ] || exit 0
a=deny
case $CLAUDE_CODE_SESSION_ATTENDED$CLAUDE_CODE_ENTRYPOINT$q in
0*|sdk*);;
*'"default"'*|*'"acceptEdits"'*|*'"auto"'*) a=ask;;
esac
m='its engine gave no answer: run firstmate doctor'
[ -x "$e" ] || m="its engine is not there: run @SETUP@"
printf '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"%s","permissionDecisionReason":"Firstmate cannot judge this, %s"}}\n' $a "$m"
