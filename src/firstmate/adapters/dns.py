"""One question to one DNS server, by dnspython."""

from __future__ import annotations

import socket
from contextlib import closing

from dns import exception, message, name, rcode, rdatatype


class DnsError(Exception):
    """The server answered that it has none, or nothing that could be understood: one sentence."""


def ask(server: str, port: int, wanted: str, kind: str, timeout: float) -> tuple[str, ...]:
    """The answers of a server, as text: addresses, names without the last dot. Raises DnsError and OSError.

    Over a connected socket, since only there a port that nobody listens on says so.
    """
    try:
        question = message.make_query(name.from_text(wanted), rdatatype.from_text(kind))
        family, _, _, _, address = socket.getaddrinfo(server, port, type=socket.SOCK_DGRAM)[0]
        with closing(socket.socket(family, socket.SOCK_DGRAM)) as connection:
            connection.settimeout(timeout)
            connection.connect(address)
            connection.send(question.to_wire())
            answer = message.from_wire(connection.recv(65535))
    except exception.DNSException as error:
        raise DnsError(f"it does not answer as a DNS server does ({type(error).__name__})") from error
    if not question.is_response(answer):
        raise DnsError("it answers something else than it was asked")
    if answer.rcode() != rcode.NOERROR:
        raise DnsError(f"it answers {rcode.to_text(answer.rcode())} for {wanted}")
    return tuple(str(record).rstrip(".") for part in answer.answer for record in part)
