"""Redis: which of its commands only read, and which words make them do more."""

from __future__ import annotations

import re
from collections.abc import Sequence

from firstmate.guard.hosts.names import names

READS = names(
    """
    bitcount bitfield_ro bitpos command dbsize dump echo exists expiretime geodist geohash geopos georadius_ro
    georadiusbymember_ro geosearch get getbit getrange help hexists hget hgetall hkeys hlen hmget hpexpiretime hpttl
    hrandfield hscan hstrlen httl hvals info keys lastsave lcs lindex llen lolwut lpos lrange mget pexpiretime pfcount
    ping pttl quit randomkey role scan scard sdiff select sinter sintercard sismember smembers smismember
    sort_ro srandmember sscan strlen substr sunion time touch ttl type wait xlen xpending xrange xread xrevrange zcard
    zcount zdiff zinter zintercard zlexcount zmscore zrandmember zrange zrangebylex zrangebyscore zrank zrevrange
    zrevrangebylex zrevrangebyscore zrevrank zscan zscore zunion
    """
)
GROUPS = {
    "acl": "cat dryrun help whoami",
    "client": "getname getredir help id info list trackinginfo",
    "cluster": "countkeysinslot getkeysinslot help info keyslot links myid myshardid nodes replicas shards "
    "slaves slots",
    "command": "count docs getkeys getkeysandflags help info list",
    "config": "help",
    "function": "help list stats",
    "latency": "doctor graph help histogram history latest",
    "memory": "doctor help malloc-stats stats usage",
    "module": "help list",
    "object": "encoding freq help idletime refcount",
    "pubsub": "channels help numpat numsub shardchannels shardnumsub",
    "script": "exists help",
    "sentinel": "ckquorum get-master-addr-by-name master masters myid replicas sentinels slaves",
    "slowlog": "get help len",
    "xinfo": "consumers groups help stream",
}
CREDENTIALS = re.compile(r"[*?\[\]^]|pass|auth|user|\0", re.IGNORECASE)
"""Patterns of `config get` that show passwords, or everything."""


def only_reads(words: Sequence[str]) -> bool:
    """Whether a command of Redis changes nothing and shows no credentials."""
    name, *rest = (word.lower() for word in words)
    if name in GROUPS:
        sub = rest[0] if rest else ""
        if (name, sub) == ("config", "get"):
            return len(rest) > 1 and not any(map(CREDENTIALS.search, rest[1:]))
        return sub in GROUPS[name].split() or (not rest and name == "command")
    return name in READS
