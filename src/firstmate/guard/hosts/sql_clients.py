"""The flags of programs that send SQL to a database, from their documentation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from firstmate.guard.flags import Flags, flags
from firstmate.guard.hosts.names import names


class Client(NamedTuple):
    """How a client is told what to send."""

    name: str
    dialect: str
    flags: Flags
    queries: frozenset[str]
    """Flags whose value is SQL."""
    files: frozenset[str] = frozenset()
    """Flags that name a file with SQL."""
    outputs: frozenset[str] = frozenset()
    """Flags that name a file to write."""
    harmless: frozenset[str] = frozenset({"help", "version"})
    """Flags with which nothing is sent but a plain question."""
    worse: Mapping[str, str] = {}
    variables: Mapping[str, str] = {}


OPTIONS_ELSEWHERE = "further options are in a file that the command names"
PSQL = Client(
    "psql",
    "postgres",
    flags(
        "c:command= d:dbname= f:file= l:list v:set= variable= V:version X:no-psqlrc 1:single-transaction ?:help? "
        "a:echo-all b:echo-errors e:echo-queries E:echo-hidden L:log-file= n:no-readline o:output= q:quiet "
        "s:single-step S:single-line A:no-align csv F:field-separator= H:html P:pset= R:record-separator= "
        "t:tuples-only T:table-attr= x:expanded z:field-separator-zero 0:record-separator-zero h:host= p:port= "
        "U:username= w:no-password W:password"
    ),
    names("command"),
    names("file"),
    names("log-file output"),
    names("help list version"),
    variables={
        "PAGER": "it runs a program that the command names",
        "PGSYSCONFDIR": OPTIONS_ELSEWHERE,
        "PSQLRC": OPTIONS_ELSEWHERE,
        "PSQL_PAGER": "it runs a program that the command names",
    },
)
MYSQL = Client(
    "mysql",
    "mysql",
    flags(
        "?:help I:help auto-rehash A:no-auto-rehash skip-auto-rehash auto-vertical-output B:batch binary-as-hex "
        "bind-address= character-sets-dir= column-names N:skip-column-names column-type-info comments c:comments "
        "skip-comments compress C:compress connect-timeout= connect-expired-password D:database= debug-check "
        "default-character-set= defaults-extra-file= defaults-file= defaults-group-suffix= delimiter= e:execute= "
        "enable-cleartext-plugin f:force get-server-public-key h:host= H:html i:ignore-spaces init-command= "
        "line-numbers skip-line-numbers L:skip-line-numbers local-infile? login-path= max-allowed-packet= "
        "max_allowed_packet= max-join-size= named-commands G:named-commands net-buffer-length= no-beep b:no-beep "
        "no-defaults one-database o:one-database pager? skip-pager password? p:password? pipe W:pipe plugin-dir= "
        "default-auth= port= P:port= print-defaults protocol= quick q:quick raw r:raw reconnect skip-reconnect "
        "safe-updates U:safe-updates i-am-a-dummy select-limit= server-public-key-path= show-warnings sigint-ignore "
        "silent s:silent socket= S:socket= ssl ssl-ca= ssl-capath= ssl-cert= ssl-cipher= ssl-key= ssl-mode= "
        "ssl-verify-server-cert skip-ssl skip-ssl-verify-server-cert table t:table tee= no-tee tls-version= "
        "unbuffered n:unbuffered user= u:user= verbose v:verbose version V:version vertical E:vertical wait w:wait "
        "xml X:xml"
    ),
    names("execute init-command"),
    outputs=names("tee"),
    harmless=names("help version print-defaults"),
    worse={
        "default-auth": "it loads a library that the command names",
        "defaults-extra-file": OPTIONS_ELSEWHERE,
        "defaults-file": OPTIONS_ELSEWHERE,
        "delimiter": "where one statement ends is said by the command",
        "local-infile": "the server may ask for any file of this machine",
        "pager": "it runs a program that the command names",
        "plugin-dir": "it loads a library that the command names",
    },
    variables={"MYSQL_HOME": OPTIONS_ELSEWHERE, "PAGER": "it runs a program that the command names"},
)
CLICKHOUSE = Client(
    "clickhouse",
    "",
    flags(
        "help version V:version h:host= host= port= s:secure u:user= password= ask-password d:database= "
        "q:query= queries-file= n:multiquery m:multiline f:format= E:vertical "
        "t:time stacktrace progress? config-file= C:config-file= c:config-file= connection= max_threads= readonly= "
        "receive_timeout= send_timeout= connect_timeout= no-warnings echo"
    ),
    names("query"),
    names("queries-file"),
    worse={"config-file": OPTIONS_ELSEWHERE},
)
INFLUX = Client(
    "influx",
    "",
    flags(
        "version help h:help host= port= socket= username= password= database= type= ssl unsafeSsl execute= "
        "precision= format= pretty consistency= import path= pps= compressed node= epoch="
    ),
    names("execute"),
    worse={"import": "writes points from a file", "type": "the language of the query is said by the command"},
)
CLIENTS = {
    "clickhouse-client": CLICKHOUSE,
    "influx": INFLUX,
    "mariadb": MYSQL,
    "mysql": MYSQL,
    "psql": PSQL,
}
