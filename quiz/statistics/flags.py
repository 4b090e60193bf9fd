"""What to look at again: a sentence for each thing that is odd about a question, with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from quiz.statistics.results import Flag, ItemStatistics, OptionStatistics

RARE = 0.05
TOO_EASY = 0.95
TOO_HARD = 0.20
LEAST = 1e-9  # a correlation that is zero but for rounding is none


def flags_of(item: ItemStatistics) -> tuple[Flag, ...]:
    """Return all flags of a question, the most urgent first."""
    return (*_keys(item), *_tempting(item), *_facility(item), *_rare(item))


def _is_sure(correlation: float, students: int) -> bool:
    """Whether a correlation is outside of what 95 % of unrelated samples of this size show (large-sample rule)."""
    return abs(correlation) >= 1.96 / sqrt(students)


def _signed(correlation: float) -> str:
    return f"{correlation:+.2f}".replace("-", "−")


def _doubt(sure: bool) -> str:
    return "" if sure else " With so few students this may be chance."


def _keys(item: ItemStatistics) -> Iterator[Flag]:
    if item.discrimination is not None and item.discrimination < -LEAST:
        sure = _is_sure(item.discrimination, item.students)
        yield Flag(
            "negative key",
            f"Those who do well otherwise do worse here (correlation {_signed(item.discrimination)}). Check the key; "
            f"if it is right, look for a second reading of the question that a good student would take.{_doubt(sure)}",
            sure,
        )
    keys = [option for option in item.options if option.right]
    for option in keys if len(keys) > 1 else []:
        if option.correlation is not None and option.correlation < -LEAST:
            sure = _is_sure(option.correlation, item.students)
            yield Flag(
                "negative key",
                f"The right option “{short(option.name)}” is chosen more by weak students than by strong ones "
                f"(correlation {_signed(option.correlation)}). Check that it is right without exception.{_doubt(sure)}",
                sure,
            )


def _tempting(item: ItemStatistics) -> Iterator[Flag]:
    for option in item.options:
        if option.right is False and option.correlation is not None and option.correlation > LEAST:
            sure = _is_sure(option.correlation, item.students)
            what = "option" if option.offered else "answer"
            do = (
                "See whether it can be defended; if so, accept it, else reword it."
                if option.offered
                else "Read these answers: the key or its tolerance may refuse what is right, or the text may mislead."
            )
            yield Flag(
                "tempting option",
                f"The wrong {what} “{short(option.name)}” is given by students who do well otherwise (correlation "
                f"{_signed(option.correlation)}). {do}{_doubt(sure)}",
                sure,
            )


def _facility(item: ItemStatistics) -> Iterator[Flag]:
    if item.facility >= TOO_EASY:
        yield Flag(
            "too easy",
            f"Nearly all points were given ({item.facility:.0%}), so the question tells nobody apart. Keep it as a "
            "warm-up, or make it ask for one step more.",
        )
    if item.facility <= TOO_HARD:
        yield Flag(
            "too hard",
            f"Few points were given ({item.facility:.0%}). Check the key and whether the course taught this; if both "
            "are fine, split the question or give more of it in the text.",
        )


def _rare(item: ItemStatistics) -> Iterator[Flag]:
    for option in item.options:
        if option.offered and not option.right and option.share < RARE:
            yield Flag(
                "rare option",
                f"{_chosen_by(option)} chose “{short(option.name)}”. Replace it by a mistake that students do make.",
            )


def _chosen_by(option: OptionStatistics) -> str:
    return "Nobody" if option.count == 0 else f"Only {option.share:.0%} (under 5 %)"


def short(text: str, most: int = 60) -> str:
    """Return a text that is cut where a sentence would get too long."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
