"""What is asked: a name as somebody wrote it, with what is known about it."""

from __future__ import annotations

import msgspec

from pipeline.records import EntityType, Gender


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """A name to be tied to an entity.

    `form` is the name as written (repaired), `lemma` its nominative where that is known, `lang` its BCP 47 tag;
    `type` and `gender` None where unknown.
    """

    form: str
    lemma: str | None = None
    lang: str | None = None
    type: EntityType | None = None
    gender: Gender | None = None
