from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner

from quiz.bank_model import load_blueprint
from quiz.commands.main import main
from quiz.drawing import Paper, draw_paper
from quiz.marking import mark, mark_paper, right_answer
from quiz.statistics import Option, Question, Response, ResponseError, Responses, analyse
from quiz.statistics.choices import chosen_in, question_of
from quiz.statistics.sources import read_marks
from quiz.statistics.tables import read_table, write_table


def chosen(drawn, identifier, answer, seed="a"):
    question = drawn(identifier, seed)
    return chosen_in(question_of(drawn(identifier)), question, answer, mark(question, answer))


def test_options_are_named_in_the_order_of_the_bank_whatever_the_draw(seven, drawn):
    for question in seven:
        first, second = (question_of(drawn(question.id, seed)) for seed in ("a", "b"))
        assert [option.right for option in first.options] == [option.right for option in second.options]
        assert len({option.name for option in first.options}) == len(first.options)


def test_the_right_answer_chooses_what_is_right(seven, drawn):
    for question in seven:
        for seed in "abc":
            names = chosen(drawn, question.id, right_answer(drawn(question.id, seed)), seed)
            rights = {option.name for option in question_of(drawn(question.id)).options if option.right}
            assert set(names) == (rights or {"right order"}), question.id


def test_a_blank_answer_chooses_nothing(seven, drawn):
    assert {chosen(drawn, question.id, None) for question in seven} == {()}


def test_what_cannot_be_read_chooses_nothing_that_is_offered(seven, drawn):
    for question in seven:
        assert chosen(drawn, question.id, ["x", "x"]) in ((), ("not readable",))


def test_a_wrong_number_is_counted_by_its_misconception(seven, drawn):
    numeric = next(question for question in seven if question.type == "numeric")
    for seed in "abc":
        wrong = drawn(numeric.id, seed).private.key.misconceptions[0]
        assert chosen(drawn, numeric.id, repr(wrong.value), seed) == (wrong.misconception,)
    assert chosen(drawn, numeric.id, "-777") == ("another answer",)


TABLE = "student,question,score,of,chosen\nada,q1,1,1,yes\nbo,q1,0,1,\nada,q2,0.5,2,no\nbo,q2,2,2,yes\n"


def test_a_small_table_is_read(write):
    found = read_table(write(TABLE, "results.csv"))
    assert found.responses[1] == Response("bo", "q1", 0, 1, blank=True)
    assert found.responses[2] == Response("ada", "q2", 0.5, 2, ("no",))
    assert analyse(found).paper.students == 2


def test_a_table_of_scores_alone_will_do(write):
    found = read_table(write("student,question,score,of\nada,q,1,1\nbo,q,0,1\n", "results.csv"))
    assert [response.blank for response in found.responses] == [False, False]


def test_what_was_written_is_read_the_same(write):
    options = (Option("=1+1", True), Option('two, "quoted"', False), Option("−1", False))
    question = Question("q", "basics", options)
    typed = Question("typed", "", (Option("right answer", True, offered=False),))
    given = Responses(
        (
            Response("@ada", "q", 1 / 3, 1, ("=1+1", "−1"), place=1),
            Response("@ada", "typed", 1, 1, ("right answer",), place=2),
            Response("'bo", "q", 0, 1, blank=True, attempt=2, place=1),
        ),
        (question, typed),
    )
    assert read_table(write(write_table(given), "results.csv")) == given


def test_no_cell_is_a_formula():
    given = Responses((Response("=cmd|' /C calc'!A0", "+q", 1, 1, ("-x", "@y")),))
    (row,) = list(csv.reader(io.StringIO(write_table(given))))[1:]
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ":1: no column `student`; seen nothing; expected student,question,score,of"),
        ("student,question,score,of\n", ": no response; write a line"),
        ("student,question,score,of\nada,q,one,1\n", ":2: score is `one`; expected a number"),
        ("student,question,score,of\nada,,1,1\n", ":2: no question; every line needs"),
        ("student,question,score,of,attempt\nada,q,1,1,²\n", ":2: attempt is `²`; expected a whole number"),
        ('student,question,score,of\n"ada,q,1,1\n', ": unexpected end of data"),
    ],
)
def test_a_table_in_a_wrong_form_names_file_and_line(write, text, said):
    file = write(text, "results.csv")
    with pytest.raises(ResponseError) as error:
        read_table(file)
    assert f"{file}" in str(error.value)
    assert said in str(error.value)


def test_a_table_of_another_encoding_is_told(tmp_path):
    file = tmp_path / "results.csv"
    file.write_bytes("student,question,score,of\nJosé,q,1,1\n".encode("latin-1"))
    with pytest.raises(ResponseError, match="is not UTF-8"):
        read_table(file)


@pytest.fixture
def paper(seven, write):
    blueprint = write("title: T\nminutes: 5\nquestions: {basics: {easy: 3, medium: 2}}\n", "blueprint.yaml")
    return draw_paper(seven, load_blueprint(blueprint), "a")


def test_files_of_marks_are_read_by_student(paper: Paper, tmp_path):
    answers = {drawn.id: right_answer(drawn) for drawn in paper.questions}
    (tmp_path / "ada.json").write_text(mark_paper(paper, answers).model_dump_json())
    (tmp_path / "bo.json").write_text(mark_paper(paper, {}).model_dump_json())
    analysis = analyse(read_marks([tmp_path / "ada.json", tmp_path / "bo.json"]))
    assert analysis.totals == (1, 0)
    assert {item.blank for item in analysis.items} == {1}
    assert {item.discrimination for item in analysis.items} == {1}


def test_what_quiz_mark_writes_can_be_read(paper: Paper, tmp_path):
    (tmp_path / "paper.json").write_text(paper.model_dump_json())
    (tmp_path / "answers.json").write_text(json.dumps({}))
    arguments = ["mark", str(tmp_path / "answers.json"), "--paper", str(tmp_path / "paper.json"), "--json"]
    (tmp_path / "ada.json").write_text(CliRunner().invoke(main, arguments).output)
    assert len(read_marks([tmp_path / "ada.json"]).responses) == 5


def test_a_file_that_is_no_marks_is_named(write):
    file = write("{}", "ada.json")
    with pytest.raises(ResponseError, match=r"ada.json was not written by `quiz mark --json`"):
        read_marks([file])
