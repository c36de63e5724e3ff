"""`nazvy reconcile` and `nazvy cluster`: which entity a name stands for, and which names are one."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.commands.common import (
    AddGazetteerOption,
    GazetteerOption,
    LineError,
    answer_lines,
    load_gazetteer,
    read_json,
    read_lines,
    say,
    text_of,
    write_line,
)
from pipeline.records import EntityType

TypeOption = Annotated[EntityType | None, typer.Option("--type", help="Only entities of this type.")]
LimitOption = Annotated[int, typer.Option("--limit", min=1, metavar="N", help="At most so many candidates.")]


def reconcile(
    gazetteer: GazetteerOption = None,
    add_gazetteer: AddGazetteerOption = None,
    kind: TypeOption = None,
    limit: LimitOption = 5,
) -> int:
    """Tie names to entities.

    A name a line in, JSON lines {"query","candidates":[…]} out, best first.
    "match" is true for at most one candidate: the one that the program would link by itself.
    """
    import msgspec

    from pipeline.reconciliation import Query, Reconciler
    from pipeline.transliteration import repair

    reconciler = Reconciler(load_gazetteer(gazetteer, add_gazetteer))

    def answer(line: bytes) -> bytes:
        query = text_of(line).removesuffix("\r")
        ranking = reconciler.rank(Query(form=repair(query.strip()), type=kind))
        match = ranking.match.entity if ranking.match else None
        candidates = [
            {
                "entity": candidate.entity,
                "label": candidate.label,
                "score": round(candidate.score, 4),
                "match": candidate.entity == match,
                "by": candidate.by,
            }
            for candidate in ranking.candidates[:limit]
        ]
        return msgspec.json.encode({"query": query, "candidates": candidates})

    def refuse(why: str) -> bytes:
        return msgspec.json.encode({"query": None, "candidates": [], "error": why})

    return answer_lines(answer, refuse)


def cluster(gazetteer: GazetteerOption = None, add_gazetteer: AddGazetteerOption = None) -> int:
    """Group names that are spellings of one.

    JSON lines {"form","lang","type"} in, the same with "cluster", an integer, out.
    A line that is no such object is answered with an "error" and a cluster of null.
    """
    import msgspec

    from pipeline.reconciliation import NamedItem, Reconciler
    from pipeline.reconciliation import cluster as group

    reconciler = Reconciler(load_gazetteer(gazetteer, add_gazetteer))
    decoder, whole = msgspec.json.Decoder(NamedItem), msgspec.json.Decoder(dict[str, object])
    items: list[NamedItem] = []
    answers: list[dict[str, object]] = []
    places: list[int] = []
    for number, line in read_lines():
        try:
            item, fields = read_json(line, decoder), read_json(line, whole)
        except LineError as error:
            say(f"line {number}: {error}")
            answers.append({"form": None, "lang": None, "type": None, "cluster": None, "error": str(error)})
        else:
            items.append(item)
            places.append(len(answers))
            answers.append(fields)
    for place, found in zip(places, group(items, reconciler), strict=True):
        answers[place]["cluster"] = found
    for answer in answers:
        write_line(msgspec.json.encode(answer))
    return int(len(places) < len(answers))
