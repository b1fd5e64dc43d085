"""Measures of briefs, searches and answers. One concept a module, pure functions over JSON results."""

from eval.metrics.answers import AnswerScore, score_answer
from eval.metrics.brief import BriefScore, score_brief
from eval.metrics.coverage import covered
from eval.metrics.search import SearchScore, score_search

__all__ = ["AnswerScore", "BriefScore", "SearchScore", "covered", "score_answer", "score_brief", "score_search"]
