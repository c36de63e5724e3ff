"""`nazvy explain`: step by step, why names were joined or not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.common import AddGazetteerOption, GazetteerOption, load_gazetteer
from pipeline.commands.reconcile import TypeOption

if TYPE_CHECKING:
    from pipeline.reconciliation.explaining import Comparison, NameStory, PairStory, SpellingStory
    from pipeline.records import Candidate

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="A name in any language, script or case.")]
OtherArgument = Annotated[
    str | None, typer.Argument(metavar="[OTHER]", help="A spelling to compare it with.", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="The answer as one JSON object.")]


def explain(
    name: NameArgument,
    other: OtherArgument = None,
    gazetteer: GazetteerOption = None,
    add_gazetteer: AddGazetteerOption = None,
    kind: TypeOption = None,
    as_json: JsonOption = False,
) -> int:
    """Say why names are joined or not.

    Of one name, what each unit answers, the candidates, the decision and the runner-up. Of two, how their words and
    sounds are set against each other, and what each difference costs (costs.csv). Exit status 0 either way.
    """
    import msgspec

    from pipeline.reconciliation import Reconciler
    from pipeline.reconciliation import explaining as stories

    reconciler = Reconciler(load_gazetteer(gazetteer, add_gazetteer))
    told: NameStory | Comparison
    if other is None:
        told = stories.explain(name, reconciler, kind)
        lines = _name(told)
    else:
        told = stories.compare(name, other, reconciler, kind)
        lines = _comparison(told)
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
        sys.stdout.buffer.flush()
    else:
        print("\n".join(lines))
    return 0


def _spelling(spelling: SpellingStory) -> Iterator[str]:
    yield spelling.form
    if spelling.repaired != spelling.form:
        yield f"  repaired: {spelling.repaired}"
    for word in spelling.words:
        given = f", given name {' or '.join(word.given)}" if word.given and word.role != "surname" else ""
        role = f"{word.role}{given}, " if word.role else ""
        yield f"  {word.text}: {role}sounds {word.sounds}, keys {' '.join(word.keys)}"


def _name(story: NameStory) -> Iterator[str]:
    yield from _spelling(story.name)
    yield ""
    yield "units, in order"
    for unit in story.units:
        if unit.candidates is None:
            yield f"  {unit.unit}: not asked, one before it was sure"
        elif not unit.candidates:
            yield f"  {unit.unit}: nothing"
        else:
            yield f"  {unit.unit}: " + "; ".join(map(_candidate, unit.candidates[:5]))
    yield ""
    yield story.why
    if story.match:
        yield f"  entity: {_candidate(story.match)}, by {story.match.by}"
    elif story.candidates:
        yield f"  best: {_candidate(story.candidates[0])}, by {story.candidates[0].by}"
    if story.runner_up:
        yield f"  runner-up: {_candidate(story.runner_up)}, by {story.runner_up.by}"


def _candidate(candidate: Candidate) -> str:
    return f"{candidate.entity} ({candidate.label}) {candidate.score:.2f}"


def _comparison(story: Comparison) -> Iterator[str]:
    for spelling, entity in zip(story.spellings, story.entities, strict=True):
        yield from _spelling(spelling)
        yield f"  in the gazetteer: {entity or 'no entity that it may be joined to'}"
        yield ""
    yield f"compared as {story.type}s; keys in common: {' '.join(story.shared_keys) or 'none'}"
    yield from _meanings(story)
    for pair in story.pairs:
        yield from _pair(pair)
    yield f"likelihood of the names: {story.likelihood:.2f}"
    yield ""
    yield story.why


def _meanings(story: Comparison) -> Iterator[str]:
    if story.meanings is None:
        return
    yield "in meaning: the same" if story.same_meaning else "in meaning: not the same"
    for spelling, told in zip(story.spellings, story.meanings, strict=True):
        parts = (" + ".join(told.meanings), f"a name of a kind of {told.head}" if told.head else "", *told.others)
        yield f"  {spelling.form}: {', '.join(filter(None, parts))}"


def _pair(pair: PairStory) -> Iterator[str]:
    role = f" ({pair.role})" if pair.role else ""
    yield f"  {pair.asked or '-'} / {pair.known or '-'}{role}: {pair.likelihood:.2f}"
    if pair.given:
        yield f"    one given name: {' or '.join(pair.given)}"
    if pair.genders_differ:
        yield "    one ending is a man's, the other a woman's: two people"
    if pair.adjective:
        yield "    one is the adjective made of the other"
    elif pair.differences and not pair.given:
        yield f"    {pair.alignment}"
        for difference in pair.differences:
            row = difference.why or "no row of costs.csv"
            yield f"    {difference.asked or '-'}:{difference.known or '-'} costs {difference.cost:.2f} ({row})"
