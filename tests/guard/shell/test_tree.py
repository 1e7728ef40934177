"""Scripts to commands: rows of (script, its commands in one line each; `?` stands for what only the run tells)."""

from __future__ import annotations

import pytest

from firstmate.guard.values import UNKNOWN
from tests.guard.shell.reading import line, read, shown

PARTS = [
    ("a | b |& c", ["a", "b", "c"]),
    ("a && b || c; d & e", ["a", "b", "c", "d", "e"]),
    ("(a; b) && { c; }", ["a", "b", "c"]),
    ("! a", ["a"]),
    ("time -p a", ["a"]),
    ("if a; then b; elif c; then d; else e; fi", ["a", "b", "c", "d", "e"]),
    ("while a; do b; done; until c; do d; done", ["a", "b", "c", "d"]),
    ("for ((i=$(a); i<3; i++)); do b; done", ["a", "b"]),
    ("select x in a; do b $x; done", ["b ?"]),
    ("case $(a) in x|$(b)) c;; *) d;& esac", ["a", "b", "c", "d"]),
    ("f() { a; }; function g { b; }; f", ["a", "b", "f"]),
    ("f() ( a )", ["a"]),
    ("coproc a; coproc N { b; }", ["a", "b"]),
    ("x $(a) `b` <(c) >(d)", ["a", "b", "c", "d", "x ? ? ? ?"]),
    ('x "$(a "$(b)")"', ["b", "a ?", "x ?"]),
    ("x ${y:-$(a)} ${y/$(b)/$(c)} ${y[$(d)]}", ["a", "b", "c", "d", "x ? ? ?", "x ? ? ?"]),
    ("[[ -n $(a) && $(b) == c ]]", ["a", "b"]),
    ("(( x = $(a) )); let y=$(b); z $(( $(c) + 1 ))", ["a", "b", "c", "z ?"]),
    ("x=$(a); export y=$(b); local z=`c`; declare -a w=($(d))", ["a", "b", "c", "d"]),
    ("cat <<EOF\n$(a) `b`\nEOF", ["a", "b", "cat"]),
    ("cat <<'EOF'\n$(a) `b`\nEOF", ["cat"]),
    ("cat <<< $(a)", ["a", "cat"]),
    ("a > $(b) 2> >(c)", ["b", "c", "a"]),
    ("# a\nb # c\nd", ["b", "d"]),
    ("a \\\n  b", ["a b"]),
    ("if a; then\n  # nothing\n  :\nfi", ["a", ":"]),
    ("trap 'a' EXIT", ["trap a EXIT"]),
    ("a <<A | b <<B\n$(c)\nA\n$(d)\nB", ["c", "a", "d", "b"]),
    ("{ a; } 2>&1 | { b; }", ["a", "b"]),
    ("test -v 'x' && a; printf -v y hi; b $y", ["test -v x", "a", "printf -v y hi", "b ?"]),
]
WORDS = [
    (r"ku\bectl", ["kubectl"]),
    (r"\kubectl", ["kubectl"]),
    ("'kube'\"ctl\"", ["kubectl"]),
    ("k''ub\"\"ectl", ["kubectl"]),
    ("$'\\x6bubectl' $'\\u006b' $'\\153' $'a\\'b' $'a\\\\x41'", ["kubectl k k a'b a\\x41"]),
    ("$'\\xc3\\xa9'", ["é"]),
    ("$'a\\0b' $'\\cA' $'\\cJ'", ["a ? \n"]),
    ('$"text"', ["text"]),
    ('a "b c" d\\ e', ["a b c d e"]),
    ('"" a', ["'' a"]),
    ("a '' \"\"", ["a '' ''"]),
    ('a $x "$x" p$x', ["a ? ? p?"]),
    ("a * ?x [ab]c", ["a ? ?x ?ab]c"]),
    ("a '*' \\* \"?\"", ["a * * ?"]),
    ("a ~ ~/x ~root", ["a ~ ~/x ~root"]),
    ("{kube,}ctl {a,b}", ["kubectl ctl a b"]),
    ("a {1..3} {c..a} {01..03} {1..9..4}", ["a 1 2 3 c b a 01 02 03 1 5 9"]),
    ("a {x} {} {,} {a,b} '{a,b}' {a','b}", ["a {x} {} a b {a,b} {a,b}"]),
    ("a x{b,{c,d}}y", ["a xby xcy xdy"]),
    ("a {a,{b}", ["a {a,{b}"]),
    ("a {1..100000}", ["a ?"]),
    ("a " + "{b,c}" * 12, ["a ?"]),
    ("a http://h/p?q=1", ["a http://h/p?q=1"]),
    ("/usr/bin/kubect? delete", ["/usr/bin/kubect? delete"]),
    ("=kubectl get", ["kubectl get"]),
    ("[ a = b ]", ["[ a = b ]"]),
    ("a @(b|c)", ["a ?"]),
    ('a "it\'s" \'say "x"\'', ['a it\'s say "x"']),
    ('a "\\$x \\` \\" \\\\ \\n"', ['a $x ` " \\ \\n']),
    ("a b\\\nc", ["a bc"]),
]
VARIABLES = [
    ("x=kubectl; $x get", ["kubectl get"]),
    ("x='kubectl get'; $x pods", ["kubectl get pods"]),
    ("x='kubectl get'; \"$x\" pods", ["kubectl get pods"]),
    ("x=a; x=b; c $x", ["c b"]),
    ("$x get; x=kubectl", ["? get"]),
    ("x=a y=$x b $y", ["b ?"]),
    ("x=kube; y=${x}ctl; $y get", ["kubectl get"]),
    ("x=kube; x+=ctl; $x", ["kubectl"]),
    ("x=a b; c $x", ["b", "c ?"]),
    ("if a; then x=1; else x=2; fi; b $x", ["a", "b ?"]),
    ("if a; then x=1; else x=1; fi; b $x", ["a", "b ?"]),
    ("x=1; if a; then x=1; fi; b $x", ["a", "b 1"]),
    ("a && x=1; b $x", ["a", "b ?"]),
    ("a && x=1 && b $x", ["a", "b 1"]),
    ("x=1 || a; b $x", ["a", "b ?"]),
    ("(x=1); a $x", ["a ?"]),
    ("x=1; (x=2; a $x); b $x", ["a 2", "b 1"]),
    ("x=1 & a $x", ["a ?"]),
    ("x=1; a | x=2; b $x", ["a", "b ?"]),
    ("x=1; while a $x; do x=2; done; b $x", ["a ?", "b ?"]),
    ("for x in a b; do c $x; done; d $x", ["c a", "c b", "d ?"]),
    ("for x in *.yaml; do c $x; done", ["c ?.yaml"]),
    ("for x in $(a); do c $x; done", ["a", "c ?"]),
    ("for x; do c $x; done", ["c ?"]),
    ("for x in {1..100}; do a $x; done", ["a ?"]),
    ("for x in a b; do for y in c d; do e $x$y; done; done", ["e ac", "e ad", "e bc", "e bd"]),
    ("for x in a b; do y=$z; z=$x; done; c $y", ["c ?"]),
    ("x=ls; f() { $x; }; x=kubectl; f", ["?", "f"]),
    ("x=ls; f() { $x; }; f", ["ls", "f"]),
    ("f() { x=kubectl; }; x=ls; f; $x", ["f", "?"]),
    ('f() { eval "$1"; }; x=ls; f; $x', ["eval ?", "f", "?"]),
    ('x=ls; eval "$y"; $x', ["eval ?", "?"]),
    ("x=ls; . ./env; $x", [". ./env", "?"]),
    ("x=ls; source ./env; x=cat; $x", ["source ./env", "cat"]),
    ("x=ls; read x; $x", ["read x", "?"]),
    ("x=ls; builtin read -r x y; $x", ["builtin read -r x y", "?"]),
    ("x=ls; unset x; $x", ["unset x", "?"]),
    ("x=ls; declare -n r=x; r=kubectl; $x", ["?"]),
    ("declare -l x; x=KUBECTL; $x", ["?"]),
    ("readonly x=kubectl; x=ls; $x", ["?"]),
    ("x=(kubectl delete); ${x[@]}", ["?"]),
    ("x=(kubectl 'get a'); \"${x[@]}\" b", ["kubectl get a b"]),
    ('x=(a); x+=(b c); y "${x[@]}"', ["y a b c"]),
    ('declare -a x=(a b); y "${x[@]}"', ["y a b"]),
    ('x=(a $b); y "${x[@]}"', ["y ?"]),
    ('x=(a); x[0]=b; y "${x[@]}"', ["y ?"]),
    ('if a; then x=(echo); fi; "${x[@]}" b', ["a", "? b"]),
    ('x=(a); read -a x; y "${x[@]}"', ["read -a x", "y ?"]),
    ('f() { x=(b); }; x=(a); y "${x[@]}"', ["y a"]),
    ('x=(a); f() { x=(b); }; f; y "${x[@]}"', ["f", "y ?"]),
    ("x=ls; x[0]=kubectl; $x", ["?"]),
    ("x=ls; ((x=1)); a $x; : $((y++))", ["a ?", ": ?"]),
    ("x=ls; : ${x:=a}; $x", [": a", ": ?", "?"]),
    ("x=a; b ${x%y} ${#x} ${!x} ${x^^}", ["b ? ? ? ?"]),
    ("b ${x:-c}", ["b c", "b ?"]),
    ("x=a; b ${x:-c}", ["b c", "b a"]),
    ("b ${x:+-d e} ${y-f}", ["b -d e f", "b ? ?"]),
    ("b ${x:-$(c)}", ["c", "b ?", "b ?"]),
    ("b $(printf -- --as=c)", ["printf -- --as=c", "b --as=c"]),
    ("IFS=,; x=kubectl,delete; $x", ["?"]),
    ("x='*'; a $x \"$x\"", ["a ? *"]),
    ("x='{a,b}'; c $x", ["c {a,b}"]),
    ("export x=kubectl; $x", ["kubectl"]),
    ('set -- kubectl delete; "$@"; $1', ["set -- kubectl delete", "?", "?"]),
    ("a $HOME/x ${HOME}", ["a /root/x /root"]),
    ("HOME=/y; a $HOME", ["a /y"]),
    ("x=$(echo kubectl); $x", ["echo kubectl", "kubectl"]),
    ("$(echo kube)ctl get", ["echo kube", "kubectl get"]),
    ("`printf %s kubectl` get", ["printf %s kubectl", "kubectl get"]),
    ("echo() { a; }; $(echo b)", ["a", "echo b", "?"]),
    ("${x@P}", ["? a variable whose text is run", "?"]),
    ("x='a[$(b)]'; (( x ))", ["? a[$(b)]"]),
]
ALIASES = [
    ("alias k=kubectl\nk get", ["alias k=kubectl", "k get", "kubectl get"]),
    ("alias k='kubectl delete'\nk pod", ["alias k=kubectl delete", "k pod", "kubectl delete pod"]),
    ("alias ls='ls -l'\nls x", ["alias ls=ls -l", "ls x", "ls -l x"]),
    ("alias a=b b=c\na", ["alias a=b b=c", "a", "c"]),
    ("alias s='sudo ' k=kubectl\ns k", ["alias s=sudo  k=kubectl", "s k", "sudo kubectl"]),
    ("alias k='kubectl get | sh'\nk", ["alias k=kubectl get | sh", "k", "? kubectl get | sh"]),
    ("alias k=kubectl\neval 'k delete'", ["alias k=kubectl", "eval k delete", "? aliases in a script that is only "
                                           "known when it runs"]),
]  # fmt: skip


@pytest.mark.parametrize(("script", "expected"), PARTS)
def test_every_part_of_a_script_counts(script: str, expected: list[str]):
    """A command is found wherever the grammar lets one stand."""
    assert shown(script) == expected


@pytest.mark.parametrize(("script", "expected"), WORDS)
def test_words_are_what_the_program_gets(script: str, expected: list[str]):
    """Quotes, escapes, braces and tildes are read as bash does; what depends on the run is unknown."""
    assert shown(script) == expected


@pytest.mark.parametrize(("script", "expected"), VARIABLES)
def test_a_variable_is_known_only_where_no_way_gives_it_another_value(script: str, expected: list[str]):
    """What the script itself sets is used; what may be otherwise when it runs is not guessed."""
    assert shown(script) == expected


@pytest.mark.parametrize(("script", "expected"), ALIASES)
def test_an_alias_is_read_both_ways(script: str, expected: list[str]):
    """Whether it is in force is not sure, so that both commands count."""
    assert shown(script) == expected


STDIN = [
    ("cat <<EOF | b\nx $y\nEOF", "x ?\n"),
    ("cat <<'EOF' | b\nx $y\nEOF", "x $y\n"),
    ("cat <<-EOF | b\n\t\tx\n\tEOF", "x\n"),
    ("b <<EOF\nx \\$y\nEOF", "x $y\n"),
    ("y=z; b <<EOF\nx $y\nEOF", "x z\n"),
    ("b <<< 'x y'", "x y\n"),
    ("echo x y | b", "x y\n"),
    ("echo -n 'x y' | b", "x y"),
    ("echo -e 'x' | b", "?"),
    ("echo 'x\\ny' | b", "?"),
    ("printf 'x\\ny\\n' | b", "x\ny\n"),
    ("printf '%s-%s\\n' 1 2 3 | b", "1-2\n3-\n"),
    ("printf '%d' 1 | b", "?"),
    ("printf '\\x25s' 1 | b", "%s"),
    ("echo x | cat | b", "x\n"),
    ("cat f | b", "?"),
    ("a | b", "?"),
    ("echo $x | b", "?\n"),
    ("echo x > f | b", "?"),
    ("{ echo x; echo y; } | b", "?"),
    ("echo x | { b; }", "x\n"),
    ("echo x | (a; b)", "x\n"),
    ("echo x | while read y; do b; done", "x\n"),
    ("b <&3", "?"),
    ("b", None),
    ("echo x | b < f", None),
    ("echo x | tee f | b", "x\n"),
]


@pytest.mark.parametrize(("script", "expected"), STDIN)
def test_standard_input_is_known_when_it_is_literal(script: str, expected: str | None):
    """A here-document, a here-string, echo, printf and cat tell what a command is given."""
    stdin = next(command.stdin for command in read(script) if command.name == "b")

    assert (stdin and stdin.replace(UNKNOWN, "?")) == expected


FOLDERS = [
    ("b", ""),
    ("cd /x; b", "/x"),
    ("cd /x && b", "/x"),
    ("cd x && cd y && b", "x/y"),
    ("cd /x || exit 1; b", "/x"),
    ("cd /x || b", "?"),
    ("cd ~/x && b", "/root/x"),
    ("cd; b", "/root"),
    ("cd - && b", "?"),
    ("cd $x && b", "?"),
    ("cd $x; cd /y; b", "/y"),
    ("a && cd /x; b", "?"),
    ("(cd /x; a); b", ""),
    ("(cd /x; b)", "/x"),
    ("pushd /x; b", "/x"),
    ("pushd /x; popd; b", "?"),
    ("cd /x | b", ""),
    ("f() { b; }; cd /x; f", "?"),
    ("f() { cd /x; }; f; b", "?"),
    ("if a; then cd /x; fi; b", "?"),
    ("builtin cd /x; b", "/x"),
    ("cd -P /x && b", "/x"),
    ("while a; do b; cd x; done", "?"),
    ("for i in 1 2; do b; cd x; done", "?"),
    ("f() { cd /x; }; cd /y; f; b", "?"),
    ('eval "$x"; b', "?"),
    (". ./env; b", "?"),
    ("cd /x; . .venv/bin/activate; b", "/x"),
]


@pytest.mark.parametrize(("script", "expected"), FOLDERS)
def test_the_folder_follows_cd(script: str, expected: str):
    """Relative files are looked for where the command will run."""
    assert next(command.cwd for command in read(script) if command.name == "b").replace(UNKNOWN, "?") == expected


REDIRECTS = [
    ("b > f", [(">", "f")]),
    ("b >> f 2> g < h", [(">>", "f"), (">", "g"), ("<", "h")]),
    ("b &> f", [("&>", "f")]),
    ("b >| f", [(">|", "f")]),
    ("b >& f", [(">&", "f")]),
    ("b <> f", [("<>", "f")]),
    ("b 2>&1 >&2 1>&- 3<&0", []),
    ("b > $x", [(">", "?")]),
    ("b > ~/f", [(">", "~/f")]),
    ("{ b; } < f", [("<", "f")]),
    ("{ b < g; } < f", [("<", "g")]),
    ("while read x; do b; done < f", [("<", "f")]),
    ("b {fd}> f", [(">", "f")]),
]


@pytest.mark.parametrize(("script", "expected"), REDIRECTS)
def test_redirects_name_their_files(script: str, expected: list[tuple[str, str]]):
    """Copies of descriptors name none."""
    command = next(command for command in read(script) if command.name == "b")

    assert [(r.operator, r.target.text.replace(UNKNOWN, "?")) for r in command.redirects] == expected


def test_a_redirect_without_a_command_is_told():
    """`> file` empties it, and a block writes it."""
    assert [(c.words, c.redirects[0].target.text) for c in read("> f")] == [((), "f")]
    assert [c.redirects[0].target.text for c in read("{ a; } > f") if not c.words] == ["f"]


ASSIGNED = [
    ("KUBECONFIG=/x b", [("KUBECONFIG", "/x")]),
    ("export KUBECONFIG=/x; b", [("KUBECONFIG", "/x")]),
    ("KUBECONFIG=/x; export KUBECONFIG; b", [("KUBECONFIG", "/x")]),
    ("KUBECONFIG=$x b", [("KUBECONFIG", "?")]),
    ("KUBECONFIG=/x a; b", []),
    ("X=1; X=2 b", [("X", "1"), ("X", "2")]),
    ("unset X; b", [("X", "?")]),
]


@pytest.mark.parametrize(("script", "expected"), ASSIGNED)
def test_variables_set_for_a_command_are_told(script: str, expected: list[tuple[str, str]]):
    """Also those that are set earlier, exported or not."""
    command = next(command for command in read(script) if command.name == "b")

    assert [(name, value.text.replace(UNKNOWN, "?")) for name, value in command.assigned] == expected


WRITTEN = [
    ("cat > x.sh <<EOF\na\nEOF\nb", {"x.sh": ("a\n",)}),
    ("echo a > d/x.sh; b", {"x.sh": ("a\n",)}),
    ("echo a > x.sh; echo c > x.sh; b", {"x.sh": ("a\n", "c\n")}),
    ("echo a >> x.sh; b", {"x.sh": ("?",)}),
    ("echo a | tee x.sh; b", {"x.sh": ("a\n",)}),
    ("a > x.sh; b", {"x.sh": ("?",)}),
    ("a > /dev/null 2>&1; b", {}),
]


@pytest.mark.parametrize(("script", "expected"), WRITTEN)
def test_what_a_script_writes_is_told_to_all_of_its_commands(script: str, expected: dict[str, tuple[str, ...]]):
    """A file that is written and then run is not what lies there now."""
    command = next(command for command in read(script) if command.name == "b")

    assert {name: tuple(t.replace(UNKNOWN, "?") for t in texts) for name, texts in command.written.items()} == expected


UNCLEAR = [
    "if then (",
    "a\0b $x",
    "a\1b",
    "a $x\n" * 40_000,
    "a; $x; " * 1500,
    "{ " * 70 + "a; " + "} ;" * 70,
    "(" * 3000 + "a" + ")" * 3000,
    "$(" * 500 + "a" + ")" * 500,
    "\udcff $x",
]


@pytest.mark.parametrize("script", UNCLEAR, ids=range(len(UNCLEAR)))
def test_what_cannot_be_followed_ends_in_a_command_that_nobody_knows(script: str):
    """No shell script, too long, too deep: the guard asks, it does not crash."""
    assert read(script)[-1].words[0].text == UNKNOWN


def test_a_script_inside_a_command_starts_where_that_stands():
    """Its folder, its variables, its standard input, and what was written before it."""
    outer = next(c for c in read("cd /x; X=1; echo a > s; echo in | b") if c.name == "b")
    from firstmate.guard.shell import commands_of  # noqa: PLC0415
    from firstmate.guard.values import Known  # noqa: PLC0415

    inner = commands_of("cd y && c", Known(), outer)

    assert (inner[1].cwd, inner[0].stdin, inner[1].assigned) == ("/x/y", "in\n", outer.assigned)
    assert inner[1].written == {"s": ("a\n",)}
    assert line(inner[1]) == "c"
