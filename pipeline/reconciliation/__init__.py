"""Mentions -> links: which entity a name stands for, or a new one, grouped with its other spellings."""

from __future__ import annotations

from pipeline.reconciliation.clusters import NamedItem, cluster
from pipeline.reconciliation.deciding import Ranking
from pipeline.reconciliation.decisions import Decisions
from pipeline.reconciliation.entities import describe, describe_known, in_spelling
from pipeline.reconciliation.linking import Reconciler, new_entity_id
from pipeline.reconciliation.query import Query

__all__ = [
    "Decisions",
    "NamedItem",
    "Query",
    "Ranking",
    "Reconciler",
    "cluster",
    "describe",
    "describe_known",
    "in_spelling",
    "new_entity_id",
]
