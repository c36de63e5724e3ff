"""From how far words are apart in sound to how likely they are spellings of one name: a logistic curve."""

from __future__ import annotations

import math
from typing import NamedTuple

IMPOSSIBLE = -9.0
"""The natural logarithm of a likelihood below which none is told from another."""


class Curve(NamedTuple):
    """Words of so many sounds are as likely one name as not at the distance `least`, and `each` more a sound.

    `steepness` is how much further apart they are e times less likely.
    """

    least: float
    each: float
    steepness: float

    def middle(self, length: int) -> float:
        """The distance at which words of so many sounds are as likely one name as not."""
        return self.least + self.each * length

    def at(self, distance: float, length: int) -> float:
        """The natural logarithm of the probability that words of so many sounds, so far apart, are one name."""
        return -math.log1p(math.exp(min((distance - self.middle(length)) / self.steepness, -IMPOSSIBLE)))

    def farthest(self, length: int, likely: float) -> float:
        """The distance up to which words of so many sounds are one name with that probability at least."""
        return self.middle(length) + self.steepness * math.log(1 / likely - 1)


PERSONS = Curve(0.15, 0.08, 0.1)
"""For the words of persons' names."""
PHRASES = Curve(0.1, 0.06, 0.08)
"""For those of places and bodies, which differ less from language to language."""
