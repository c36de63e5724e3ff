"""`nazvy spot`: the names in texts, as JSON lines."""

from __future__ import annotations

from pipeline.commands.common import AddGazetteerOption, GazetteerOption, answer_lines, load_gazetteer, read_json

_SHOWN = ("text", "type", "lang", "lemma", "case", "number", "gender", "script")


def spot(gazetteer: GazetteerOption = None, add_gazetteer: AddGazetteerOption = None) -> int:
    """Find the names in texts.

    JSON lines {"id","text"[,"lang"]} in, {"id","lang","mentions":[…]} out. Offsets count the characters
    (Unicode code points) of "text"; "lang" is the language of the text (be, uk, ru, en), that of a mention
    names the spelling too (be-tarask, be-Latn). A line that is no such object is answered with an "error" and no
    mentions.
    """
    import msgspec

    from pipeline.languages import base_language
    from pipeline.reading import read_text
    from pipeline.spotting import Spotter

    class Asked(msgspec.Struct):
        text: str
        id: str | int | float | None = None
        lang: str | None = None

    spotter = Spotter(load_gazetteer(gazetteer, add_gazetteer))
    decoder = msgspec.json.Decoder(Asked)

    def answer(line: bytes) -> bytes:
        asked = read_json(line, decoder)
        document = read_text(asked.text, id=str(asked.id), lang=asked.lang)
        begin = {segment.id: segment.start for segment in document.segments}
        mentions = [
            {"start": begin[mention.segment] + mention.start, "end": begin[mention.segment] + mention.end}
            | {field: getattr(mention, field) for field in _SHOWN}
            for mention in spotter.spot(document)
        ]
        return msgspec.json.encode({"id": asked.id, "lang": base_language(document.lang), "mentions": mentions})

    def refuse(why: str) -> bytes:
        return msgspec.json.encode({"id": None, "lang": None, "mentions": [], "error": why})

    return answer_lines(answer, refuse)
