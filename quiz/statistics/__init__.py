"""Item analysis: which questions of a quiz work, and which to look at again."""

from quiz.statistics.analysis import analyse
from quiz.statistics.responses import Option, Question, Response, ResponseError, Responses
from quiz.statistics.results import Analysis, Flag, ItemStatistics, OptionStatistics, PaperStatistics

__all__ = [
    "Analysis",
    "Flag",
    "ItemStatistics",
    "Option",
    "OptionStatistics",
    "PaperStatistics",
    "Question",
    "Response",
    "ResponseError",
    "Responses",
    "analyse",
]
