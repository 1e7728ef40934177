"""How much text a model's context is charged for: an upper estimate of tokens, made of kinds of characters.

Measured with @anthropic-ai/tokenizer 0.0.4: prose takes 0.27 tokens a character, hashes 0.6, punctuation 0.7, and what
is not ASCII up to one a byte. Letters are reckoned above prose, since names and hashes are made of them.
"""

from __future__ import annotations

LETTER, OTHER = 0.42, 0.65


def tokens(text: str) -> float:
    """An upper estimate for text that is mostly words, names and figures."""
    return sum(map(_weight, text))


def clip(text: str, limit: float) -> str:
    """The beginning of the text, at most so many tokens."""
    spent = 0.0
    for position, character in enumerate(text):
        spent += _weight(character)
        if spent > limit:
            return f"{text[:position]}…"
    return text


def _weight(character: str) -> float:
    if not character.isascii():
        return len(character.encode())
    return LETTER if character.isalpha() or character.isspace() else OTHER
