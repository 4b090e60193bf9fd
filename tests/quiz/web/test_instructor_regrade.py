"""Regrades: what changes is shown first, old and new marks are kept, and what a student saw stays as it was."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

from quiz.marking import mark, right_answer
from quiz.store.attempts import hand_in, reopen
from quiz.store.grades import current_grades, grade
from quiz.store.tables import Grade
from quiz.web.instructor_keys import CorrectionError, corrected, read_question
from tests.quiz.web.instructing import drawn_of, instructor, log_of, points_of, post, sit, the_page

__all__ = ["instructor"]
BANK = Path(__file__).parents[1] / "banks" / "practice" / "seven.yaml"


def text_of(identifier, words):
    """The YAML of one question of the bank, with some words replaced."""
    text = re.search(rf"^- id: {identifier}\n(?:  .*\n)*", BANK.read_text(), re.MULTILINE)[0]
    for old, new in words.items():
        assert old in text
        text = text.replace(old, new)
    return text


def option(drawn, text):
    return next(choice.id for choice in drawn.public.options if text in choice.text)


def preview(client, question, **fields):
    fields = {"reason": "The key was wrong.", "only_up": "on", **fields}
    fields = {name: value for name, value in fields.items() if value is not None}
    return post(client, f"/instructor/sittings/1/regrade/{question}/preview", **fields)


def do(client, question, **fields):
    """Preview, then press the button with the fields that the page holds."""
    page = preview(client, question, **fields)
    assert page.status_code == 200, page.text
    form = page.text.partition(f"/regrade/{question}/apply")[2].partition("</form>")[0]
    hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form)
    data = {name: unescape(value) for name, value in hidden}
    return page, client.post(f"/instructor/sittings/1/regrade/{question}/apply", data=data)


def group(client, question, name):
    page = client.get(f"/instructor/sittings/1/regrade/{question}").text
    return re.search(rf'name="group" value="([0-9a-f]+)"[^>]*><span>{re.escape(name)}', page)[1]


def history(served, student, place):
    attempt = served.attempt(student).id

    def read(session):
        rows = session.query(Grade).filter_by(attempt_id=attempt, place=place).order_by(Grade.version)
        return [(row.points, row.reason, row.by) for row in rows]

    return served.database.read(read)


def choose(served, student, text):
    sit(served, student, {1: json.dumps(option(drawn_of(served, student, 1), text))})


EQUAL = "All steps are equally large."


def test_one_more_answer_is_accepted_for_all_who_gave_it(served, instructor):
    choose(served, "s01", "All steps are equally large")
    choose(served, "s02", "None of these")
    fields = {"kind": "accept", "group": group(instructor, "one-shot", EQUAL)}
    page, done = do(instructor, "one-shot", **fields)
    assert "Grades that rise: 1 , that fall: 0" in the_page(page)
    assert "Ada Lovelace s01 0 1 1" in the_page(page)
    assert "Grades changed: 1." in the_page(done)
    assert (points_of(served, "s01", 1), points_of(served, "s02", 1)) == (1, 0)


def test_the_old_grade_is_kept_with_the_reason(served, instructor):
    choose(served, "s01", "All steps are equally large")
    do(instructor, "one-shot", kind="accept", group=group(instructor, "one-shot", EQUAL), reason="Both fit <here>.")
    assert history(served, "s01", 1) == [(0, None, None), (1, "Both fit <here>.", "grace")]
    page = the_page(instructor.get(f"/instructor/seats/{served.seat('s01').id}"))
    assert "one-shot 0 1 1 Both fit &lt;here&gt;. grace" in page
    what = json.loads(log_of(served)[-1][2])
    assert log_of(served)[-1][:2] == ("grace", "regrade")
    assert what == {"question": "one-shot", "how": "accept", "up": 1, "down": 0, "reason": "Both fit <here>."}


def test_a_student_reads_the_reason(served, instructor):
    choose(served, "s01", "All steps are equally large")
    do(instructor, "one-shot", kind="accept", group=group(instructor, "one-shot", EQUAL))
    post(instructor, "/instructor/sittings/1/review", review="open")
    student = served.client()
    student.get(served.link("s01"))
    assert "Regraded: The key was wrong." in student.get("/quiz/result/1").text


def test_who_hands_in_later_is_marked_by_the_new_key(served, instructor):
    choose(served, "s01", "All steps are equally large")
    page, _ = do(instructor, "one-shot", kind="accept", group=group(instructor, "one-shot", EQUAL))
    assert "2 papers with this question are not marked yet. They will be marked in the same way." in the_page(page)
    choose(served, "s02", "All steps are equally large")
    assert points_of(served, "s02", 1) == 1


def test_a_preview_changes_nothing(served, instructor):
    choose(served, "s01", "All steps are equally large")
    before = log_of(served), drawn_of(served, "s01", 1)
    preview(instructor, "one-shot", kind="accept", group=group(instructor, "one-shot", EQUAL))
    preview(instructor, "one-shot", kind="full")
    assert (log_of(served), drawn_of(served, "s01", 1)) == before
    assert history(served, "s01", 1) == [(0, None, None)]


def test_full_marks_for_all_reach_wrong_unreadable_and_blank_answers(served, instructor):
    sit(served, "s01", {3: '"-1"'})
    sit(served, "s02", {3: '"what?"'})
    sit(served, "s03")
    page, _ = do(instructor, "signal-left", kind="full")
    assert "Grades that rise: 3" in the_page(page)
    assert [points_of(served, student, 3) for student in ("s01", "s02", "s03")] == [1, 1, 1]
    assert instructor.get("/instructor/sittings/1/analysis").status_code == 200


def test_full_marks_of_every_type_leave_the_analysis_readable(served, instructor, seven):
    for student in ("s01", "s02", "s03"):
        sit(served, student, {1: '"nonsense"', 2: '["nonsense"]', 4: '["nonsense"]'} if student == "s01" else {})
    for question in seven:
        do(instructor, question.id, kind="full")
    page = the_page(instructor.get("/instructor/sittings/1/analysis"))
    assert "Mean 100%" in page
    assert instructor.get("/instructor/sittings/1/answers.csv").status_code == 200


def test_full_marks_reach_who_hands_in_later_and_who_hands_in_again(served, instructor):
    sit(served, "s01", {3: '"-1"'})
    page, _ = do(instructor, "signal-left", kind="full")
    assert "2 papers with this question are not marked yet. They will be marked in the same way." in the_page(page)
    sit(served, "s02", {3: '"-1"'})
    assert points_of(served, "s02", 3) == 1
    attempt = served.attempt("s01").id
    served.database.write(lambda session: reopen(session, attempt, 10, served.clock()))
    served.database.write(lambda session: hand_in(session, attempt, served.clock(), "student"))
    grade(served.database, attempt, served.clock())
    assert points_of(served, "s01", 3) == 1
    assert "Everybody gets the points of this question." in the_result(served, instructor, "s02")


def the_result(served, instructor, student):
    post(instructor, "/instructor/sittings/1/review", review="open")
    client = served.client()
    client.get(served.link(student))
    return client.get("/quiz/result/1").text


def test_the_analysis_still_counts_what_was_chosen_where_everybody_gets_the_points(served, instructor):
    choose(served, "s01", "All steps are equally large")
    sit(served, "s02")
    do(instructor, "one-shot", kind="full")
    table = instructor.get("/instructor/sittings/1/answers.csv").text
    assert [line.split(",")[5] for line in table.splitlines() if ",one-shot," in line] == ["answered", "blank"]


def test_marks_that_no_key_can_hold_are_said_to_need_it_again(served, instructor):
    items = list(drawn_of(served, "s01", 4).private.key.right)
    sit(served, "s01", {4: json.dumps([items[1], items[0], *items[2:]])})
    fields = {"kind": "accept", "group": group(instructor, "training-step", "Form the noisy")}
    page = the_page(preview(instructor, "training-step", **fields))
    assert "They will be marked as before: do this again once they are handed in." in page


def test_a_typed_answer_is_accepted_too(served, instructor):
    sit(served, "s01", {6: '"Without  Labels"'})
    do(instructor, "name-of-the-null-token", kind="accept", group=group(instructor, "name-of-the-null-token", "typed:"))
    assert points_of(served, "s01", 6) == 1
    sit(served, "s02", {6: '"without labels"'})
    assert points_of(served, "s02", 6) == 1


def test_a_misconception_is_accepted_over_all_draws(served, instructor):
    for student in ("s01", "s02"):
        wrong = drawn_of(served, student, 3).private.key.misconceptions[0]
        sit(served, student, {3: json.dumps(repr(wrong.value))})
    sit(served, "s03", {3: '"-7"'})
    do(instructor, "signal-left", kind="accept", group=group(instructor, "signal-left", "betas add up"))
    assert [points_of(served, student, 3) for student in ("s01", "s02", "s03")] == [1, 1, 0]


def test_an_order_is_accepted_too(served, instructor):
    for student in ("s01", "s02"):
        items = list(drawn_of(served, student, 4).private.key.right)
        sit(served, student, {4: json.dumps([items[1], items[0], *items[2:]])})
    do(instructor, "training-step", kind="accept", group=group(instructor, "training-step", "Form the noisy"))
    assert [points_of(served, student, 4) for student in ("s01", "s02")] == [1, 1]


WORDS = {"answer: 1 - b1 - b2\n": "answer: 2 - b1\n", "answer: abar\n": "answer: 1 - b1 - b2\n"}
CORRECTED = text_of("signal-left", WORDS)


def sum_and_product(served):
    sit(served, "s01", {3: json.dumps(repr(drawn_of(served, "s01", 3).private.key.misconceptions[0].value))})
    sit(served, "s02", {3: json.dumps(right_answer(drawn_of(served, "s02", 3)))})


def test_a_corrected_key_raises_and_takes_nothing_away_if_so_asked(served, instructor):
    sum_and_product(served)
    page, _ = do(instructor, "signal-left", kind="key", yaml=CORRECTED)
    assert "Grades that rise: 1 , that fall: 0" in the_page(page)
    assert "That would fall and are kept as they are: 1." in the_page(page)
    assert [points_of(served, student, 3) for student in ("s01", "s02")] == [1, 1]


def test_a_corrected_key_may_lower_grades(served, instructor):
    sum_and_product(served)
    page, _ = do(instructor, "signal-left", kind="key", yaml=CORRECTED, only_up=None)
    assert "Grades that rise: 1 , that fall: 1" in the_page(page)
    assert [points_of(served, student, 3) for student in ("s01", "s02")] == [1, 0]


def test_a_key_as_a_form_sends_it_is_read(served, instructor):
    sum_and_product(served)
    do(instructor, "signal-left", kind="key", yaml=CORRECTED.replace("\n", "\r\n"))
    assert points_of(served, "s01", 3) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "full", "reason": " "}, "Write the reason"),
        ({"kind": "full", "reason": "x" * 501}, "at most 500 characters"),
        ({"kind": ""}, "Choose what to do"),
        ({"kind": "accept", "group": "abc"}, "Choose which answer is accepted too"),
        ({"kind": "key", "yaml": "- id: other\n  type: single\n"}, "no question `signal-left`"),
        ({"kind": "key", "yaml": "- id: signal-left\n  type: singel\n"}, "line 2: signal-left: unknown type"),
        ({"kind": "key", "yaml": "{"}, "line 2: this is not YAML"),
        ({"kind": "key", "yaml": "[]"}, "no question `signal-left`"),
        ({"kind": "key", "yaml": ""}, "the bank of the server has no question `signal-left`"),
    ],
)
def test_what_is_missing_is_told_and_what_was_typed_is_kept(served, instructor, fields, said):
    sit(served, "s01")
    response = preview(instructor, "signal-left", **fields)
    assert response.status_code == 422
    assert said in the_error(response)
    assert "Traceback" not in response.text
    assert "/tmp" not in response.text


def the_error(response):
    return " ".join(response.text.partition('role="alert">')[2].partition("</p>")[0].replace("&#39;", "'").split())


def test_a_bomb_of_yaml_is_refused(served, instructor):
    sit(served, "s01")
    bomb = "a: &a [x, x]\n" + "".join(
        f"b{n}: &b{n} [*b{n - 1}, *b{n - 1}]\n" if n else "b0: &b0 [*a, *a]\n" for n in range(40)
    )
    assert preview(instructor, "signal-left", kind="key", yaml=bomb).status_code == 422


def test_a_regrade_without_a_preview_is_not_done(served, instructor):
    choose(served, "s01", "All steps are equally large")
    path = "/instructor/sittings/1/regrade/one-shot/apply"
    response = post(instructor, path, kind="full", reason="Because.")
    assert response.status_code == 409
    assert "Something has changed" in response.text
    assert points_of(served, "s01", 1) == 0


def test_who_hands_in_after_the_preview_makes_it_void(served, instructor):
    choose(served, "s01", "All steps are equally large")
    page = preview(instructor, "one-shot", kind="full")
    fingerprint = re.search(r'name="fingerprint" value="([0-9a-f]+)"', page.text)[1]
    choose(served, "s02", "None of these")
    path = "/instructor/sittings/1/regrade/one-shot/apply"
    response = post(instructor, path, kind="full", reason="The key was wrong.", only_up="on", fingerprint=fingerprint)
    assert response.status_code == 409
    assert "Grades that rise: 2" in the_page_of(response)
    assert points_of(served, "s01", 1) == 0


def the_page_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def test_the_same_regrade_twice_changes_nothing_more(served, instructor):
    choose(served, "s01", "All steps are equally large")
    do(instructor, "one-shot", kind="full")
    assert "Nothing would change." in the_page(preview(instructor, "one-shot", kind="full"))


def test_a_sitting_keeps_the_marks_of_another(served, instructor):
    choose(served, "s01", "All steps are equally large")
    first = served.attempt("s01").id
    served.make_sitting()
    choose(served, "s01", "All steps are equally large")
    do(instructor, "one-shot", kind="full")
    (found,) = [row for row in served.database.read(lambda s: current_grades(s, first)) if row.place == 1]
    assert found.points == 1
    assert points_of(served, "s01", 1) == 0


# The correction of a key, without a server.


def test_a_key_that_is_not_changed_comes_out_the_same(seven, drawn):
    for question in seven:
        for seed in "abc":
            found = drawn(question.id, seed)
            assert corrected(found, question) == found.private


def test_options_may_stand_in_another_order(seven, drawn):
    question = seven.find("one-shot")
    mixed = question.model_copy(update={"options": question.options[::-1]})
    for seed in "abc":
        found = drawn("one-shot", seed)
        private = corrected(found, mixed)
        assert private.key == found.private.key
        assert {name: 3 - place for name, place in private.places.items()} == found.private.places


def test_another_option_becomes_the_right_one(seven, drawn):
    words = {"right: |": "wrong: |", "wrong: All steps": "right: All steps", "      misconception: equal steps\n": ""}
    text = text_of("one-shot", words).replace(
        "compose into one Gaussian step.\n", "compose into one Gaussian step.\n      misconception: m\n      says: s\n"
    )
    question = read_question(text, "one-shot")
    for seed in "abc":
        found = drawn("one-shot", seed)
        new = found.model_copy(update={"private": corrected(found, question)})
        assert mark(new, option(found, "All steps")).score == 1
        assert mark(new, option(found, "Gaussian steps")).misconceptions == ("m",)


def test_items_get_another_order_and_pairs_other_partners(seven, drawn):
    order = seven.find("training-step")
    turned = order.model_copy(update={"items": order.items[::-1]})
    found = drawn("training-step")
    new = found.model_copy(update={"private": corrected(found, turned)})
    assert mark(new, list(reversed(found.private.key.right))).score == 1
    match = seven.find("parts-of-a-latent-model")
    rights = [pair.right for pair in match.pairs]
    turned_pairs = [pair.model_copy(update={"right": rights[place - 1]}) for place, pair in enumerate(match.pairs)]
    found = drawn("parts-of-a-latent-model")
    new = found.model_copy(update={"private": corrected(found, match.model_copy(update={"pairs": turned_pairs}))})
    assert mark(new, right_answer(found)).score == 0
    assert mark(new, right_answer(new)).score == 1


def test_points_and_parameters_stay(seven, drawn):
    with pytest.raises(CorrectionError, match="the points change from 1 to 3; leave them"):
        corrected(drawn("one-shot"), seven.find("one-shot").model_copy(update={"points": 3}))
    more = text_of("signal-left", {"{b1: {choice": "{b0: {choice: [1, 2]}, b1: {choice"})
    with pytest.raises(CorrectionError, match="the parameter `b0` was not drawn"):
        corrected(drawn("signal-left"), read_question(more, "signal-left"))


def test_a_text_that_nobody_saw_and_another_type_are_refused(seven, drawn):
    changed = read_question(text_of("one-shot", {"equally large": "small"}), "one-shot")
    with pytest.raises(CorrectionError, match=r"students did not see “All steps are small\.” among the options"):
        corrected(drawn("one-shot"), changed)
    with pytest.raises(CorrectionError, match="the type changes from numeric to single"):
        corrected(drawn("signal-left"), changed)
