"""Our recognisers behind Presidio's AnalyzerEngine: no model download, no network, no decision trace, no error lost."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from privacy.entity import LABELS, Entity
from privacy.recognisers import contacts, facilities, identifiers, initials, names, numbers, places, tables
from privacy.recognisers.base import Rule

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine, EntityRecognizer

RULES: Final = (
    Rule("numéros", numbers.find),
    Rule("coordonnées", contacts.find),
    Rule("identifiants", identifiers.find),
    Rule("tableaux", tables.find),
    Rule("adresses", places.find),
    Rule("établissements", facilities.find),
    Rule("noms", names.find),
    Rule("initiales", initials.find),
)
"""Recognisers that need nothing but the text."""


def recogniser(rule: Rule) -> EntityRecognizer:
    """A rule as Presidio sees it."""
    from presidio_analyzer import AnalysisExplanation, LocalRecognizer, RecognizerResult
    from presidio_analyzer.nlp_engine import NlpArtifacts

    class Ours(LocalRecognizer):  # type: ignore[misc]
        def load(self) -> None:
            """Nothing to load."""

        def analyze(
            self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
        ) -> list[RecognizerResult]:
            """What the rule finds, each with its explanation."""
            return [
                RecognizerResult(
                    entity_type=span.label,
                    start=span.start,
                    end=span.end,
                    score=span.score,
                    analysis_explanation=AnalysisExplanation(
                        recognizer=rule.name, original_score=span.score, textual_explanation=span.why
                    ),
                    recognition_metadata={
                        RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
                        RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
                    },
                )
                for span in rule.find(text)
            ]

    return Ours(supported_entities=list(LABELS), name=rule.name, supported_language="fr")


@functools.cache
def analyzer() -> AnalyzerEngine:
    """The engine with our recognisers only, built once a process."""
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry, RecognizerResult
    from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
    from presidio_analyzer.nlp_engine import NlpArtifacts, NoOpNlpEngine

    class AsIs(ContextAwareEnhancer):  # type: ignore[misc]
        """Context is the recognisers' own business."""

        def __init__(self) -> None:
            super().__init__(
                context_similarity_factor=0,
                min_score_with_context_similarity=0,
                context_prefix_count=0,
                context_suffix_count=0,
            )

        def enhance_using_context(
            self,
            text: str,
            raw_results: list[RecognizerResult],
            nlp_artifacts: NlpArtifacts,
            recognizers: list[EntityRecognizer],
            context: list[str] | None = None,
        ) -> list[RecognizerResult]:
            """Leave the scores alone."""
            return raw_results

    registry = RecognizerRegistry(recognizers=[recogniser(rule) for rule in RULES], supported_languages=["fr"])
    engine = NoOpNlpEngine(models=[{"lang_code": "fr", "model_name": "none"}])
    return AnalyzerEngine(
        registry=registry,
        nlp_engine=engine,
        supported_languages=["fr"],
        context_aware_enhancer=AsIs(),
        log_decision_process=False,
    )


def analyse(text: str, extra: tuple[Rule, ...] = ()) -> list[Entity]:
    """Everything that any recogniser finds, overlaps and all. Raises what a recogniser raises."""
    results = analyzer().analyze(
        text, language="fr", return_decision_process=True, ad_hoc_recognizers=[recogniser(rule) for rule in extra]
    )
    return [
        Entity(
            result.start,
            result.end,
            result.entity_type,
            float(result.score),
            result.analysis_explanation.recognizer,
            result.analysis_explanation.textual_explanation,
        )
        for result in results
    ]
