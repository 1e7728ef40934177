"""SQL that only reads: text of which every statement is known to change nothing. All else is asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.guard.hosts.names import names

STARTS = names("select show explain describe desc with values table pragma begin start commit end rollback abort use")
CHANGES = names(
    "insert update delete merge into create execute declare refresh lock outfile dumpfile alter drop truncate grant "
    "revoke copy call prepared"
)
"""Words that no reading statement has outside of its strings and quoted names."""
SECRETS = names("pg_authid pg_shadow pg_user_mapping pg_user_mappings pg_subscription")
PURE = names(
    """
    abs age any array array_agg array_length array_to_string avg bool_and bool_or btrim cardinality cast ceil ceiling
    char char_length character coalesce concat concat_ws connection_id convert count cume_dist curdate current_database
    current_date current_schema current_setting current_time current_timestamp current_user curtime database date
    date_add date_format date_part date_sub date_trunc datediff datetime decimal decode dense_rank div divide encode
    every exp extract first_value floor format format_type formatreadablesize from_unixtime generate_series
    generate_subscripts glob greatest group_concat grouping has_database_privilege has_schema_privilege
    has_table_privilege hex hour if ifnull iif initcap instr json_agg json_array_length json_build_object json_each
    json_extract json_object json_object_agg json_type json_unquote json_valid jsonb_agg jsonb_array_elements
    jsonb_array_length jsonb_build_object jsonb_each jsonb_object_keys jsonb_path_query jsonb_pretty jsonb_typeof
    julianday lag last_value lcase lead least left length ln locate log lower lpad ltrim max md5 min minute mod month
    monthname now ntile nullif numeric num_nonnulls num_nulls nth_value obj_description octet_length percent_rank
    percentile_cont percentile_disc pg_backend_pid pg_blocking_pids pg_column_size pg_current_wal_lsn
    pg_database_size pg_encoding_to_char pg_get_constraintdef pg_get_expr pg_get_functiondef pg_get_indexdef
    pg_get_serial_sequence pg_get_userbyid pg_get_viewdef pg_indexes_size pg_is_in_recovery
    pg_is_wal_replay_paused pg_last_wal_receive_lsn pg_last_wal_replay_lsn pg_last_xact_replay_timestamp
    pg_lsn pg_postmaster_start_time pg_relation_size pg_size_bytes pg_size_pretty pg_stat_get_activity
    pg_stat_get_backend_idset pg_table_is_visible pg_table_size pg_tablespace_size pg_total_relation_size
    pg_wal_lsn_diff position power printf quote quote_ident quote_literal random rank regexp_count regexp_like
    regexp_match regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table repeat replace reverse
    right round row row_number row_to_json rpad rtrim second sign split_part sqlite_version sqrt std stddev strftime
    string_agg string_to_array strpos substr substring substring_index sum time timediff timestamp timestampdiff
    to_char to_date to_json to_jsonb to_number to_timestamp todate todatetime total translate trim trunc typeof ucase
    unicode uniq uniqexact unix_timestamp unixepoch unnest upper user utc_timestamp uuid varchar variance version week
    width_bucket year
    all analyze and as asc between buffers by case coalesce costs desc distinct else except exists explain filter from
    group having in index inner integer intersect interval is join key lateral like limit not null offset on or order
    over partition range select set settings some summary then timing top unique union using values verbose wal when
    where with within
    """
)
"""Functions that do nothing but compute, and words that may stand before a bracket. A function of somebody's own may do
anything."""
PRAGMAS = re.compile(
    r"pragma (?:\w+\.)?(?:table_x?info|table_list|index_x?info|index_list|foreign_key_list|foreign_key_check"
    r"|integrity_check|quick_check|(?:user_version|schema_version|page_count|page_size|freelist_count|journal_mode|encoding|auto_vacuum"
    r"|foreign_keys|cache_size|synchronous|database_list|collation_list|compile_options|function_list|module_list"
    r"|pragma_list|application_id|busy_timeout|wal_autocheckpoint|data_version)$)(?:\b.*)?"
)
SETTING = re.compile(
    r"set (?:session |local )?(?:statement_timeout|lock_timeout|search_path|time zone|timezone|datestyle|names"
    r"|application_name|transaction_read_only|default_transaction_read_only)\b.*|set (?:session )?transaction read only"
)
"""Settings of the session alone."""
TRAPS = re.compile(r"for (?:key )?share|start (?!transaction\b)")
"""Locks, and `start replica`."""
HASHES = re.compile(r"mysql\.(?:user|global_priv|db|proxies_priv)|show create user|show grants")
TOKEN = re.compile(
    r"(?P<space>\s+|--(?=\s|\Z)[^\n\r]*)|(?P<comment>/\*(?:.*?\*/|.*))|(?P<text>'[^']*')|(?P<name>\"[^\"]*\"|`[^`]*`)"
    r"|(?P<word>[A-Za-z_][\w$]*)|(?P<end>;)|(?P<other>--|.)",
    re.DOTALL | re.ASCII,
)
HALVES = frozenset({"'", '"', "`", "--"})
HASH = "#"
"""A comment in some, an operator in PostgreSQL."""
UNCLEAR = re.compile(r"[\\\0]|/\*[!+M]|\$[^\s$]*\$")
"""Escapes, comments that are run, texts quoted with dollars: databases differ in them."""
BRACKETS = re.compile(r"\[([^\]]*)")
QUOTES = frozenset("'\"`;")
"""Between brackets, which may quote themselves."""
ENDS = ("\\g", "\\G")
CLIENT = re.compile(
    r"^[ \t\r\f\v]*(?:system|source|tee|pager|edit|delimiter|nopager|notee)\b", re.MULTILINE | re.IGNORECASE
)
"""Commands of MySQL's client, which stand at a line's beginning."""


def only_reads(text: str, dialect: str = "") -> bool:
    """Whether every statement only reads; `dialect` is postgres, mysql, sqlite, or empty for any other."""
    text = text.rstrip("; \t\r\n")
    if dialect == "mysql" and text.endswith(ENDS):
        text = text[:-2]
    if UNCLEAR.search(text) or CLIENT.search(text):
        return False
    if any(not QUOTES.isdisjoint(between) for between in BRACKETS.findall(text)):
        return False
    statements = list(_statements(text, dialect))
    return any(statements) and None not in statements and all(_reads(one) for one in statements if one)


def _statements(text: str, dialect: str) -> Iterator[list[str] | None]:
    """The words and signs of each statement, in lower case, without strings and comments; None: cannot be read."""
    statement: list[str] = []
    for found in TOKEN.finditer(text):
        kind, token = str(found.lastgroup), found.group()
        if not _is_clear(kind, token, dialect):
            yield None
        if kind == "end":
            yield statement
            statement = []
        elif kind == "name":
            statement.append(f'"{token[1:-1].lower()}"')
        elif kind in ("word", "other"):
            statement.append(token.lower())
        elif kind == "text":
            statement.append("''")
    yield statement


def _is_clear(kind: str, token: str, dialect: str) -> bool:
    """Whether all databases of this dialect take it for the same."""
    if kind == "comment":
        return token.endswith("*/") and "/*" not in token[2:]
    if kind == "name":
        return not (token.startswith("`") and dialect == "postgres")
    return not (kind == "other" and (token in HALVES or (token in HASH and dialect != "postgres")))


def _reads(statement: list[str]) -> bool:
    line = " ".join(statement).replace(" . ", ".")
    if SETTING.fullmatch(line):
        return True
    if statement[0] not in STARTS or CHANGES.intersection(statement) or TRAPS.search(line):
        return False
    if any(word.strip('"') in SECRETS for word in statement) or HASHES.search(line.replace('"', "")):
        return False
    if statement[0] == "pragma":
        return bool(PRAGMAS.fullmatch(line))
    before_bracket = [statement[at - 1] for at, sign in enumerate(statement) if sign == "(" and at]
    return all(before in PURE or (not before.isidentifier() and '"' not in before) for before in before_bracket)
