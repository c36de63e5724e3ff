"""Pages: the look that the report and the service share: templates, styles, scripts and interface languages.

`environment(words)` gives the templates; `Words` speaks one interface language, `LivingWords` lets the reader of a
finished page choose. Every text that a template is given is escaped, and its control characters are made visible.
"""

from __future__ import annotations

from pipeline.pages.environment import POLICY, environment, static_files, visible
from pipeline.pages.living import LivingWords, words_script
from pipeline.pages.words import LANGUAGES, Words

__all__ = [
    "LANGUAGES",
    "POLICY",
    "LivingWords",
    "Words",
    "environment",
    "static_files",
    "visible",
    "words_script",
]
