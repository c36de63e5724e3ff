"""Step by step, why a name was tied to an entity or not, and why two spellings were joined or not."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from pipeline.languages import script_of
from pipeline.matching.alignment import Pair, Step, align, pair_words
from pipeline.matching.alike import keys_of_words, likelihood_of
from pipeline.matching.distance import writing_of
from pipeline.matching.person import differ_by_gender, parse_person
from pipeline.matching.phrase import adjective_likelihood, meaning_likelihood, phrase_likelihood
from pipeline.matching.sounds import sound_keys, sounds
from pipeline.matching.translated import translated
from pipeline.reconciliation.clusters import TOGETHER
from pipeline.reconciliation.deciding import SURE, answers, lead
from pipeline.reconciliation.linking import Reconciler
from pipeline.reconciliation.query import Query
from pipeline.records import Candidate, EntityType
from pipeline.transliteration import repair


class WordStory(msgspec.Struct, frozen=True):
    """One word of a name: as written, its role (of a person's name), the given names it may be, its sounds and keys."""

    text: str
    role: str | None
    given: tuple[str, ...]
    sounds: str
    keys: tuple[str, ...]


class SpellingStory(msgspec.Struct, frozen=True):
    """A name as it was given and repaired, its script (ISO 15924) and words."""

    form: str
    repaired: str
    script: str | None
    words: tuple[WordStory, ...]


class UnitStory(msgspec.Struct, frozen=True):
    """What one unit answered; None where it was not asked, because one before it was sure."""

    unit: str
    candidates: tuple[Candidate, ...] | None


class Reason(msgspec.Struct, frozen=True):
    """Why a name was joined or not: words in which each `%(name)s` stands for one of the values.

    The words are messages of the catalogues in `pipeline.pages`, so that pages can say them in other languages.
    """

    message: str
    values: dict[str, float] = {}

    def __str__(self) -> str:
        return self.message % {name: f"{value:.2f}" for name, value in self.values.items()}


class NameStory(msgspec.Struct, frozen=True):
    """How a name fared: the units in order, the candidates, the one to join and the runner-up, and why."""

    name: SpellingStory
    units: tuple[UnitStory, ...]
    candidates: tuple[Candidate, ...]
    match: Candidate | None
    runner_up: Candidate | None
    reason: Reason
    why: str


class DifferenceStory(msgspec.Struct, frozen=True):
    """One difference of two words' sounds, its cost and the reason in the row of `costs.csv` (if one explains it)."""

    asked: str
    known: str
    cost: float
    why: str


class PairStory(msgspec.Struct, frozen=True):
    """Two words set against each other: likelihood of being one, given names they share, what differs in sound.

    `adjective` where they go together because one is made of the other (Магілёўская, Mogilev).
    """

    asked: str | None
    known: str | None
    role: str | None
    likelihood: float
    given: tuple[str, ...]
    genders_differ: bool
    alignment: str
    differences: tuple[DifferenceStory, ...]
    adjective: bool = False


class MeaningStory(msgspec.Struct, frozen=True):
    """What the words of a name mean that every language translates (`translations.toml`), and its other words.

    `head` is the kind of place or body that is named, if any.
    """

    head: str | None
    meanings: tuple[str, ...]
    others: tuple[str, ...]


class Comparison(msgspec.Struct, frozen=True):
    """Two spellings side by side: keys they share, words paired, likelihood, the entity of each, and the outcome.

    `meanings` is there where words of either mean something; `likelihood` is the larger of that by words and that by
    meaning. Where the two say the same, only the words that have no meaning are paired.
    """

    type: EntityType
    spellings: tuple[SpellingStory, SpellingStory]
    shared_keys: tuple[str, ...]
    meanings: tuple[MeaningStory, MeaningStory] | None
    same_meaning: bool
    pairs: tuple[PairStory, ...]
    likelihood: float
    entities: tuple[str | None, str | None]
    joined: bool
    why: str


def explain(name: str, reconciler: Reconciler, kind: EntityType | None = None, lang: str | None = None) -> NameStory:
    """How each unit answers for one name, and what comes of it."""
    query = Query(form=repair(name.strip()), type=kind, lang=lang)
    ranking = reconciler.rank(query)
    match = ranking.match
    reason = _reason(query, ranking.candidates, match, reconciler)
    rest = [found for found in ranking.candidates if match is None or found.entity != match.entity]
    return NameStory(
        name=_spelling(name, kind or "person"),
        units=_asked(query, reconciler),
        candidates=ranking.candidates,
        match=match,
        runner_up=rest[0] if match and rest else None if match else next(iter(ranking.candidates[1:]), None),
        reason=reason,
        why=str(reason),
    )


def _asked(query: Query, reconciler: Reconciler) -> tuple[UnitStory, ...]:
    return tuple(
        UnitStory(
            unit.name,
            None if found is None else tuple(sorted(found, key=lambda candidate: (-candidate.score, candidate.entity))),
        )
        for unit, found in answers(query, reconciler.units, reconciler.decisions)
    )


def _n(message: str) -> str:
    """Marks a message for the catalogues."""
    return message


NAMELESS = _n("not joined: a person decided that this is no name")
NOTHING = _n("not joined: nothing comes near; in a document it would be a new name")
UNLIKELY = _n("not joined: the best score, %(score)s, is under %(needed)s")
ALONE = _n("joined: %(score)s is at least %(needed)s, and nothing else comes near")
AHEAD = _n("joined: the runner-up has %(share)s of the best score, %(score)s; at most %(most)s is safe")
TOO_NEAR = _n("not joined: the runner-up has %(share)s of the best score, %(score)s; at most %(most)s is safe")


def _reason(query: Query, ranked: Sequence[Candidate], match: Candidate | None, reconciler: Reconciler) -> Reason:
    if reconciler.decisions.nameless(query):
        return Reason(NAMELESS)
    if not ranked:
        return Reason(NOTHING)
    best = ranked[0]
    if best.score < SURE:
        return Reason(UNLIKELY, {"score": best.score, "needed": SURE})
    if len(ranked) == 1:
        return Reason(ALONE, {"score": best.score, "needed": SURE})
    share, most = ranked[1].score / best.score, lead(best.by, ranked[1].by)
    return Reason(AHEAD if match else TOO_NEAR, {"share": share, "score": best.score, "most": most})


def compare(a: str, b: str, reconciler: Reconciler, kind: EntityType | None = None) -> Comparison:
    """Why two spellings are one name or not, as `nazvy cluster` decides: by the gazetteer, else by build and sound.

    Without a type they are taken for what the gazetteer knows one of them as, else for organisations where a word of
    theirs names a kind of body or place, else for persons.
    """
    forms = (repair(a.strip()), repair(b.strip()))
    matches = [reconciler.rank(Query(form=form, type=kind)).match for form in forms]
    types = [reconciler.gazetteer.entity(match.entity).type for match in matches if match]
    found = kind or next(iter(types), None) or _type_by_meaning(forms)
    entities = (matches[0].entity if matches[0] else None, matches[1].entity if matches[1] else None)
    likelihood = likelihood_of(found)(*forms)
    keys = [keys_of_words(form, found) for form in forms]
    shared = tuple(key for key in keys[0] if key in keys[1])
    joined, why = _outcome(entities, shared, likelihood)
    alike = found != "person" and meaning_likelihood(*forms) >= TOGETHER
    return Comparison(
        type=found,
        spellings=(_spelling(a, found), _spelling(b, found)),
        shared_keys=shared,
        meanings=None if found == "person" else _meanings(forms),
        same_meaning=alike,
        pairs=_pairs_of_others(*forms) if alike else _pairs(*forms, found),
        likelihood=round(likelihood, 4),
        entities=entities,
        joined=joined,
        why=why,
    )


def _outcome(entities: tuple[str | None, str | None], shared: Sequence[str], likelihood: float) -> tuple[bool, str]:
    if entities[0] and entities[0] == entities[1]:
        return True, f"joined: both are {entities[0]} in the gazetteer"
    if entities[0] and entities[1]:
        return False, f"not joined: the gazetteer knows two entities, {entities[0]} and {entities[1]}"
    if not shared:
        return False, "not joined: no word of the one shares a key with a word of the other, so they are never compared"
    compared = f"likelihood {likelihood:.2f}, where {TOGETHER:.2f} is needed"
    return likelihood >= TOGETHER, f"{'joined' if likelihood >= TOGETHER else 'not joined'}: {compared}"


def _words(form: str, kind: EntityType) -> list[str]:
    return [word.text for word in parse_person(form)] if kind == "person" else form.split()


def _spelling(form: str, kind: EntityType) -> SpellingStory:
    repaired = repair(form.strip())
    if kind == "person":
        words = tuple(
            WordStory(word.text, word.role, tuple(sorted(word.given)), word.heard, sound_keys(word.text))
            for word in parse_person(repaired)
        )
    else:
        words = tuple(WordStory(word, None, (), sounds(word), sound_keys(word)) for word in repaired.split())
    return SpellingStory(form, repaired, script_of(repaired), words)


def _pairs(a: str, b: str, kind: EntityType) -> tuple[PairStory, ...]:
    if kind == "person":
        return tuple(map(_pair, pair_words(a, b)))
    one, other = a.split(), b.split()
    if len(one) != len(other):
        return ()
    return tuple(_word_pair(x, y) for x, y in zip(one, other, strict=True))


def _pairs_of_others(a: str, b: str) -> tuple[PairStory, ...]:
    """The words that no language translates, which stand in the same order in names of the same meaning."""
    return tuple(_name_or_adjective(x, y) for x, y in zip(translated(a).others, translated(b).others, strict=True))


def _name_or_adjective(a: str, b: str) -> PairStory:
    pair, derived = _word_pair(a, b), adjective_likelihood(a, b)
    if derived <= pair.likelihood:
        return pair
    return replace(pair, likelihood=round(derived, 4), adjective=True)


def _type_by_meaning(forms: Sequence[str]) -> EntityType:
    return "organisation" if any(translated(form).head for form in forms) else "person"


def _meanings(forms: tuple[str, str]) -> tuple[MeaningStory, MeaningStory] | None:
    a, b = (MeaningStory(found.head, found.meanings, found.others) for found in map(translated, forms))
    return (a, b) if a.meanings or b.meanings else None


def _pair(pair: Pair) -> PairStory:
    asked, known = pair.asked, pair.known
    steps = align(asked.heard, known.heard, max(asked.writing, known.writing)) if asked and known else ()
    return PairStory(
        asked=asked and asked.text,
        known=known and known.text,
        role=pair.role,
        likelihood=round(pair.likelihood, 4),
        given=tuple(sorted(asked.given & known.given)) if asked and known and pair.role != "surname" else (),
        genders_differ=bool(asked and known and pair.role == "surname" and differ_by_gender(asked.heard, known.heard)),
        alignment=_shown(steps),
        differences=_differences(steps),
    )


def _word_pair(a: str, b: str) -> PairStory:
    heard_a, heard_b = sounds(a), sounds(b)
    steps = align(heard_a, heard_b, max(writing_of(a, heard_a), writing_of(b, heard_b)))
    return PairStory(a, b, None, round(phrase_likelihood(a, b), 4), (), False, _shown(steps), _differences(steps))


def _shown(steps: Sequence[Step]) -> str:
    """Sounds alike as they are, others as `x:y`, one left out as `x:-`."""
    return " ".join(
        step.asked if step.asked == step.known else f"{step.asked or '-'}:{step.known or '-'}" for step in steps
    )


def _differences(steps: Sequence[Step]) -> tuple[DifferenceStory, ...]:
    return tuple(
        DifferenceStory(step.asked, step.known, step.cost, step.why) for step in steps if step.asked != step.known
    )
