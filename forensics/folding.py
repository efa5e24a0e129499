"""Search text in one alphabet: Ізюм, Izium, Izyum and Изюм meet, whatever engine keeps the index.

Each word has a close key (its spelling, in one script) and a loose key (what spellings of one name in several languages
share, marked by a leading x, which no close key has). Both are indexed; a query asks for the close key first.

Sources: Ukraine, Cabinet of Ministers, resolution No. 55 of 27 January 2010; BGN/PCGN romanisation of Ukrainian (1965,
2019) and of Russian (1947); ISO 9:1995; scholarly transliteration.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

LOOSE_MARK = "x"

_CYRILLIC = {
    **dict(zip("абвгґдезиіїйклмнопрстуфыэѕјў", "abvhhdeziiiiklmnoprstufieziu", strict=True)),
    "є": "ie", "ё": "io", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia",
    "ь": "", "ъ": "", "ђ": "d", "ѓ": "h", "љ": "li", "њ": "ni", "ћ": "ch", "џ": "dzh", "ќ": "k", "ѣ": "e",
}  # fmt: skip
_LATIN = {
    "g": "h", "y": "i", "j": "i", "w": "v", "x": "ks", "q": "k",
    "š": "sh", "č": "ch", "ž": "zh", "ŝ": "shch", "ł": "l", "ß": "ss", "æ": "e", "ø": "o", "đ": "d", "ı": "i",
}  # fmt: skip
_LETTERS = str.maketrans(_CYRILLIC | _LATIN)

_LOOKALIKES = ("ABCEHIKMOPTXYaceikmoptxy", "АВСЕНІКМОРТХУасеікмортху")
_TO_CYRILLIC = str.maketrans(*_LOOKALIKES)
_TO_LATIN = str.maketrans(*reversed(_LOOKALIKES))

# Apostrophes, soft hyphen, zero-width marks and loose accents stand inside words and count for nothing.
_UNHEARD = dict.fromkeys([*map(ord, "'’ʼ‘`´′ʹ″ʺ”\u00ad\u200b\u200c\u200d\u2060\ufeff"), *range(0x300, 0x370)])

_WORD = re.compile(r"[^\W_]+")
_DOUBLED = re.compile(r"([a-z])\1+")


def fold(text: str) -> str:
    """The close keys of the words of `text`, with spaces."""
    return " ".join([close for close, _ in query_keys(text)])


def folded(text: str) -> str:
    """What the index keeps of `text`: its close and loose keys, with spaces."""
    return " ".join(search_keys(text))


def search_keys(text: str) -> tuple[str, ...]:
    """The close and loose keys of `text`, each once, in the order of its words."""
    found: dict[str, None] = {}
    for word in words(text):
        if word.isdigit() and word.isascii():
            found[word] = None
        else:
            close, loose = _keys(word)
            if close:
                found[close] = None
                if loose:
                    found[loose] = None
    return tuple(found)


def query_keys(text: str) -> tuple[tuple[str, str], ...]:
    """For each word its close key and its loose key, the latter empty where a word is too short or has digits.

    A record is found when for every word one of the two is the beginning of a key in its index.
    """
    return tuple([pair for pair in map(_keys, words(text)) if pair[0]])


def finds(query: str, text: str) -> bool:
    """Whether `query` finds `text`, as the engines do it: for short lists that no engine indexes."""
    return found_among(query, search_keys(text))


def found_among(query: str, keys: Iterable[str]) -> bool:
    """Whether `query` finds a text of these keys."""
    held = tuple(f"{key} " for key in keys)
    return all(any(key.startswith(alternatives) for key in held) for alternatives in wanted_keys(query))


def wanted_keys(query: str) -> list[tuple[str, ...]]:
    """For each word all that it is looked for by: the beginnings of keys, and whole keys, which end in a blank."""
    return [tuple(filter(None, (*_keys(word), *number_keys(word)))) for word in words(query) if _keys(word)[0]]


def number_keys(word: str) -> tuple[str, ...]:
    """The close keys of a word with digits as others write that number; none of any other word.

    Letters of the other alphabet that look alike stand for each other, O for 0, and leading zeros count for nothing.
    """
    plain = _OH_BESIDE_DIGITS.sub("0", word)
    number = _NUMBER.fullmatch(plain)
    if not any(letter.isdigit() for letter in plain):
        return ()
    written = [word, plain, *_with_letters_for_zeros(plain)]
    whole = ""
    if number is not None:
        digits, rest = number.groups()
        written += [digits.rjust(width, "0") + rest for width in range(len(digits), _WIDEST + 1)]
        whole = digits if not rest and digits != word else ""
    keys = dict.fromkeys(_close(one.translate(script)) for one in written for script in (_TO_LATIN, _TO_CYRILLIC))
    return tuple(f"{key} " if key == whole else key for key in keys if key)


def keys_alike(code: str) -> tuple[str, ...]:
    """What the index is asked for, any of these, to find the codes that look like this one: by its last number."""
    numbered = [word for word in words(_OH_BESIDE_DIGITS.sub("0", code)) if any(map(str.isdigit, word))]
    if not numbered:
        return wanted_keys(code)[-1] if wanted_keys(code) else ()
    last = _NUMBER_IN.findall(numbered[-1])[-1]
    return tuple(dict.fromkeys((*number_keys(last), *number_keys(numbered[-1]))))


_NUMBER_IN = re.compile(r"\d+")
_OH = "OoОо"
_OH_BESIDE_DIGITS = re.compile(rf"(?<=\d)[{_OH}]|[{_OH}](?=[{_OH}]*\d)")
_NUMBER = re.compile(r"0*(\d+)(.*)")
_WIDEST = 4
"""Digits to which running numbers are filled up."""


def _with_letters_for_zeros(word: str) -> list[str]:
    zeros = [at for at, letter in enumerate(word) if letter == "0"][:_WIDEST]
    found = []
    for chosen in range(1, 1 << len(zeros)):
        letters = list(word)
        for bit, at in enumerate(zeros):
            letters[at] = "O" if chosen >> bit & 1 else "0"
        found.append("".join(letters))
    return found


_DASHES = re.compile("[\u2010-\u2015\u2212]")
_LEADING = re.compile(r"(?<!\d)0+(?=\d)")


@lru_cache(maxsize=1 << 14)
def look_of(code: str) -> str:
    """What a code is taken for at a glance: case, blanks, leading zeros, look-alike letters and O or 0 are alike."""
    text = unicodedata.normalize("NFKC", "".join(code.split())).translate(_TO_LATIN).casefold()
    return _LEADING.sub("", _DASHES.sub("-", text).replace("o", "0"))


def words(text: str) -> list[str]:
    """The words of `text` as written, without the apostrophes and accents inside them."""
    if text.isascii():
        return _WORD.findall(text.replace("'", "").replace("`", ""))
    return _WORD.findall(unicodedata.normalize("NFC", text).translate(_UNHEARD))


@lru_cache(maxsize=1 << 17)
def _keys(word: str) -> tuple[str, str]:
    close = _close(word)
    return close, _loose(close)


def _close(word: str) -> str:
    spelled = _one_script(word).casefold().translate(_LETTERS)
    if not spelled.isascii():
        spelled = _without_accents(spelled).translate(_LETTERS)
    if spelled.isalpha() and len(set(spelled)) > 1:
        return _DOUBLED.sub(r"\1", spelled)
    return spelled


def _without_accents(word: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", word))
    return "".join(
        [str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in apart if letter.isalnum()]
    )


def _one_script(word: str) -> str:
    """A word of two scripts in the one to which all its letters can belong; in that of most of them if in both."""
    if word.isascii():
        return word
    cyrillic = [letter for letter in word if "\u0400" <= letter <= "\u052f"]
    latin = [letter for letter in word if letter.isascii() and letter.isalpha()]
    if not cyrillic or not latin:
        return word
    may_be_cyrillic = set(latin) <= set(_LOOKALIKES[0])
    may_be_latin = set(cyrillic) <= set(_LOOKALIKES[1])
    if may_be_cyrillic and (not may_be_latin or len(cyrillic) >= len(latin)):
        return word.translate(_TO_CYRILLIC)
    return word.translate(_TO_LATIN) if may_be_latin else word


_MIXED = re.compile(r"[A-Za-z][\u0400-\u052f]|[\u0400-\u052f][A-Za-z]")


def lookalikes(text: str) -> Iterator[tuple[str, str]]:
    """Words of `text` in which letters of two scripts stand that look alike, each with the same word in one script."""
    if text.isascii() or _MIXED.search(text) is None:
        return
    for word in _WORD.findall(text):
        mended = _one_script(word)
        if mended != word:
            yield word, mended


def in_one_script(text: str) -> str:
    """`text` with the words of two scripts each in one, where their letters look alike."""
    if text.isascii() or _MIXED.search(text) is None:
        return text
    return _WORD.sub(lambda match: _one_script(match[0]), text)


def in_latin_letters(text: str) -> str:
    """`text` with Cyrillic letters that look like Latin ones made Latin, for codes and grid references."""
    return text.translate(_TO_LATIN)


# Given names that stand in place names and differ between Ukrainian and Russian.
_TWINS = (("mikol", "nikol"), ("volodimir", "vladimir"), ("oleks", "aleks"))
_HUSHED = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("schtsch|shtsch|schch|shch|szcz|sch|sh|sz", "w"), ("tsch|tch|ch|cz|tw", "q"), ("kh", "h"), ("zh", "j"),
        ("tz|c", "ts"), ("(?<=[aeiou])z(?=[aeiou])", "s"),
    )
)  # fmt: skip
_GLIDE = re.compile("[eio]+(?=[au])")
_FRONT_OR_ROUND = re.compile("[eio]+")
_LAST_VOWELS = re.compile("[aou]+$")


def _loose(close: str) -> str:
    """The key that a name's forms share: hushing sounds spelled alike, e = i = o, last vowels and doubling left out."""
    if len(close) < 3 or not (close.isascii() and close.isalpha()) or len(set(close)) == 1:
        return ""
    key = close
    for one, other in _TWINS:
        key = key.replace(one, other)
    for pattern, sound in _HUSHED:
        key = pattern.sub(sound, key)
    key = _FRONT_OR_ROUND.sub("o", _GLIDE.sub("", key))
    if key[0] == "a":
        key = "o" + key[1:]
    key = _DOUBLED.sub(r"\1", key)
    bare = _LAST_VOWELS.sub("", key)
    return LOOSE_MARK + (bare if len(bare) > 1 else key)
