"""Belarusian names in another spelling: as the gazetteer has them there, else by the rules of spelling."""

from __future__ import annotations

from pipeline.gazetteer import Gazetteer
from pipeline.records import NameForm
from pipeline.transliteration import convert_spelling

TARASK, LACINKA = "be-tarask", "be-Latn"


def spelled(gazetteer: Gazetteer, entity_id: str, name: NameForm, spelling: str) -> NameForm:
    """An entity's official Belarusian name in a spelling (`be-tarask`, `be-Latn`): Мінск is Менск, or Miensk."""
    if spelling == LACINKA:
        own = gazetteer.preferred(entity_id, TARASK)
        if own is None:
            return NameForm(form=convert_spelling(name.form, "be", LACINKA), source=f"rule:{LACINKA}")
        return NameForm(form=convert_spelling(own.form, TARASK, LACINKA), source=f"rule:{LACINKA}")
    own = gazetteer.preferred(entity_id, TARASK)
    if own:
        return NameForm(form=own.form, source=own.source or "gazetteer")
    return NameForm(form=convert_spelling(name.form, "be", TARASK), source=f"rule:{TARASK}")
