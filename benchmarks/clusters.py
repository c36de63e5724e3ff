"""Names that no gazetteer holds, brought together over documents and languages: B-cubed, beside two simple ways.

    python benchmarks/clusters.py [DOCUMENTS.jsonl]

Every person and place of DOCUMENTS.jsonl (by default slavicner-dev.jsonl in ../shared/data; a line is a document with
`lang` and `entities`, each [start, end, form, lemma, kind, link]) is asked for as it is written, Russian and Ukrainian
together; those with one link are one name. B-cubed counts, for each form, how much of its group belongs there
(precision) and how much of what belongs together is in it (recall); Bagga and Baldwin, 1998.

five letters   forms whose first word begins with the same five letters, folded to ASCII
folding        forms of which token_sort_ratio of their ASCII foldings says 85 of 100, and what hangs together so
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from folding import ascii_of
from rapidfuzz import fuzz, process

from pipeline.gazetteer import load
from pipeline.reconciliation import NamedItem, Reconciler, cluster
from pipeline.records import EntityType

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "slavicner-dev.jsonl"
KINDS: dict[str, EntityType] = {"PER": "person", "LOC": "place"}
ALIKE = 85

Groups = Callable[[Sequence[NamedItem]], list[int]]


def read_names(path: Path) -> dict[NamedItem, str]:
    """Each name as it is written, with the link that it has most often."""
    links: dict[NamedItem, Counter[str]] = defaultdict(Counter)
    for line in path.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        for _, _, form, _, kind, link in document["entities"]:
            if kind in KINDS:
                links[NamedItem(form=form, lang=document["lang"], type=KINDS[kind])][link] += 1
    return {item: counts.most_common(1)[0][0] for item, counts in links.items()}


def b_cubed(truth: Sequence[str], groups: Sequence[int]) -> tuple[float, float, float]:
    """Precision, recall and their harmonic mean of groups against the truth, a number a name."""
    together = Counter(zip(truth, groups, strict=True))
    right = [together[pair] for pair in zip(truth, groups, strict=True)]
    in_group, in_truth = Counter(groups), Counter(truth)
    precision = sum(n / in_group[g] for n, g in zip(right, groups, strict=True)) / len(right)
    recall = sum(n / in_truth[t] for n, t in zip(right, truth, strict=True)) / len(right)
    return precision, recall, 2 * precision * recall / (precision + recall)


def five_letters(items: Sequence[NamedItem]) -> list[int]:
    """Groups by the beginning of the first word."""
    beginnings: dict[str, int] = {}
    return [beginnings.setdefault(ascii_of(item.form).strip()[:5], at) for at, item in enumerate(items)]


def folding(items: Sequence[NamedItem]) -> list[int]:
    """Groups of what is alike, directly or through others."""
    forms = [ascii_of(item.form) for item in items]
    groups = list(range(len(forms)))
    scores = process.cdist(forms, forms, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE)
    for one, other in zip(*scores.nonzero(), strict=True):
        if groups[one] != groups[other]:
            old, new = groups[one], groups[other]
            groups = [new if group == old else group for group in groups]
    return groups


def with_nazvy(gazetteer: Path | None) -> Groups:
    """Groups of `nazvy cluster` with the gazetteer of a folder, None for the built-in one."""
    reconciler = Reconciler(load(gazetteer))
    return lambda items: cluster(items, reconciler)


def empty_gazetteer(folder: Path) -> Path:
    """A folder of tables without a row."""
    (folder / "entities.csv").write_text("id,type,label\n", encoding="utf-8")
    (folder / "names.csv").write_text("entity,form,lang\n", encoding="utf-8")
    return folder


def main() -> None:
    """Print a table."""
    from tempfile import TemporaryDirectory

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", nargs="?", type=Path, default=DATA)
    links = read_names(parser.parse_args().documents)
    with TemporaryDirectory() as folder:
        ways: dict[str, Groups] = {
            "nazvy, no gazetteer": with_nazvy(empty_gazetteer(Path(folder))),
            "nazvy": with_nazvy(None),
            "five letters": five_letters,
            "folding": folding,
        }
        print("| tool | names | forms | entities | B-cubed precision | recall | F1 |\n|---|---|--:|--:|--:|--:|--:|")
        for tool, groups in ways.items():
            for kind in KINDS.values():
                items = [item for item in links if item.type == kind]
                truth = [links[item] for item in items]
                figures = " | ".join(f"{figure:.3f}" for figure in b_cubed(truth, groups(items)))
                print(f"| {tool} | {kind} | {len(items)} | {len(set(truth))} | {figures} |", flush=True)


if __name__ == "__main__":
    main()
