"""Marks of what is chosen, ordered and matched: answers made of opaque ids."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from quiz.drawing.drawn import Choice, ChoiceKey, DrawnQuestion, Feedback, MatchKey, OrderKey
from quiz.marking.mark import BLANK, Answer, Verdict, unreadable, verdict


def mark_single(drawn: DrawnQuestion, key: ChoiceKey, answer: Answer) -> Verdict:
    """1 for the right option, else 0."""
    if not isinstance(answer, str):
        return unreadable("The answer is not the id of one option.")
    texts = _texts(drawn.public.options)
    if answer not in texts:
        return unreadable("The answer names an option that this question does not have.")
    if answer in key.right:
        return verdict(1.0, texts[answer])
    return verdict(0.0, texts[answer], _told(key, [answer]))


# Hits, false alarms, right options and all options -> score. Blank answers never get here.
MULTIPLE: dict[str, Callable[[int, int, int, int], float]] = {
    "net": lambda hits, alarms, right, options: max(0.0, (hits - alarms) / right),
    "all": lambda hits, alarms, right, options: float(hits == right and alarms == 0),
    "each": lambda hits, alarms, right, options: (options - alarms - (right - hits)) / options,
    "coverage": lambda hits, alarms, right, options: (hits / right) * (hits / (hits + alarms)),
}


def mark_multiple(drawn: DrawnQuestion, key: ChoiceKey, answer: Answer) -> Verdict:
    """By the rule of the question.

    net = max(0, (hits - false alarms) / right); all = 1 if nothing is missed or wrong; each = share of options judged
    rightly; coverage = hits / right * hits / chosen. An empty answer is blank under every rule.
    """
    if not isinstance(answer, list):
        return unreadable("The answer is not a list of options.")
    texts = _texts(drawn.public.options)
    chosen = set(answer)
    if chosen - set(texts):
        return unreadable("The answer names an option that this question does not have.")
    right = set(key.right)
    hits, alarms = len(chosen & right), len(chosen - right)
    score = MULTIPLE[key.marking](hits, alarms, len(right), len(texts))
    amiss = [name for name in texts if (name in chosen) != (name in right)]
    return verdict(score, "; ".join(texts[name] for name in texts if name in chosen), _told(key, amiss))


def mark_order(drawn: DrawnQuestion, key: OrderKey, answer: Answer) -> Verdict:
    """The share of items in the longest run that is in the right order (gaps allowed)."""
    texts = _texts(drawn.public.items)
    if not isinstance(answer, list) or set(answer) - set(texts) or len(set(answer)) != len(answer):
        return unreadable("The answer is not an order of the items of this question.")
    longest = longest_common(answer, key.right)
    told = () if longest == len(texts) else (Feedback(says=f"{longest} of {len(texts)} items follow the right order."),)
    return verdict(longest / len(texts), " → ".join(texts[name] for name in answer), told)


def longest_common(first: Sequence[str], second: Sequence[str]) -> int:
    """Return the length of the longest common subsequence."""
    above = [0] * (len(second) + 1)
    for item in first:
        row = [0]
        for place, other in enumerate(second):
            row.append(above[place] + 1 if item == other else max(above[place + 1], row[place]))
        above = row
    return above[-1]


def mark_match(drawn: DrawnQuestion, key: MatchKey, answer: Answer) -> Verdict:
    """The share of left-hand texts that got what belongs to them."""
    lefts, rights = _texts(drawn.public.lefts), _texts(drawn.public.rights)
    if not isinstance(answer, dict):
        return unreadable("The answer does not pair left and right.")
    paired = {left: right for left, right in answer.items() if right}
    if not paired:
        return BLANK
    if set(paired) - set(lefts) or set(paired.values()) - set(rights):
        return unreadable("The answer pairs something that this question does not have.")
    told: dict[str, Feedback] = {}
    for left in lefts:
        if left in paired and paired[left] != key.right[left]:
            decoy = key.decoys.get(paired[left])
            says = decoy if decoy and decoy.says else Feedback(says=f"{lefts[left]}: this is not what belongs to it.")
            told.setdefault(says.says, says)
    score = sum(paired.get(left) == right for left, right in key.right.items()) / len(key.right)
    reading = "; ".join(f"{lefts[left]} → {rights[paired[left]]}" for left in lefts if left in paired)
    return verdict(score, reading, tuple(told.values()))


def _texts(choices: Sequence[Choice]) -> dict[str, str]:
    return {choice.id: choice.text for choice in choices}


def _told(key: ChoiceKey, names: Sequence[str]) -> tuple[Feedback, ...]:
    return tuple(key.feedback[name] for name in names if name in key.feedback)
