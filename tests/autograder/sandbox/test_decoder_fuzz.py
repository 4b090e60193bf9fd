"""Whatever a worker sends, the grader gets plain data within bounds, or one error."""

from __future__ import annotations

import math
import socket
import struct
import time
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from torch import Tensor

from autograder.sandbox.frames import LARGEST_FRAME, Channel, Closed, WireError, framed, length_of
from autograder.sandbox.messages import Returned, pack, read_from_worker
from autograder.sandbox.values import DEEPEST, DTYPES, MOST_ITEMS, decode, encode
from tests.autograder.sandbox.decoding import HEAD, SAMPLES, body_of, document, messages, take, try_to_take

thoroughly = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
BODIES = [body_of(message) for message in messages()]

any_text = st.text(st.characters(categories=["L", "N", "P", "Cs", "Cc", "Cf", "Co"]), max_size=8)


@st.composite
def tensors(draw: st.DrawFn) -> Tensor:
    """Draw a tensor of any dtype and a small shape, with any bits in it."""
    dtype = draw(st.sampled_from(list(DTYPES.values())))
    shape = draw(st.lists(st.integers(0, 3), max_size=3))
    size = math.prod(shape) * dtype.itemsize
    if not size:
        return torch.empty(shape, dtype=dtype)
    bits = torch.frombuffer(bytearray(draw(st.binary(min_size=size, max_size=size))), dtype=torch.uint8)
    return (bits % 2 == 0).reshape(shape) if dtype is torch.bool else bits.view(dtype).reshape(shape)


plain_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(max_size=8) | tensors(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=4) | st.integers(-9, 9) | st.booleans() | st.none(), inner, max_size=4)
    ),
    max_leaves=12,
)
documents = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(max_size=8)
    | st.binary(max_size=20) | st.sampled_from([*DTYPES, "float8", "raised", ""]) | st.integers(0, 16),
    lambda inner: (
        st.lists(inner, max_size=6)
        | st.dictionaries(st.text(max_size=4) | st.integers(-(2**63), 2**64 - 1), inner, max_size=4)
        | st.tuples(st.integers(0, 7), inner, inner)
        | st.tuples(st.just(1), st.sampled_from(list(DTYPES)), st.lists(st.integers(-1, 2**41), max_size=18), inner)
    ),
    max_leaves=20,
)  # fmt: skip


def through(value: Any) -> Any:
    """Send a value from a worker to the grader."""
    return take(body_of(Returned(encode(value))))[1][0]


def same(a: Any, b: Any) -> bool:
    """Whether two values are of the same types and the same to the last bit."""
    if type(a) is not type(b):
        return False
    if isinstance(a, Tensor):
        return a.dtype == b.dtype and a.shape == b.shape and bits(a) == bits(b)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    return bool(struct.pack("d", a) == struct.pack("d", b)) if isinstance(a, float) else bool(a == b)


def bits(tensor: Tensor) -> list[int]:
    return torch.empty(tensor.shape, dtype=tensor.dtype).copy_(tensor).reshape(-1).view(torch.uint8).tolist()


def nested(depth: int, inner: bytes = b"\xc0") -> bytes:
    """Return a result of lists in lists, as no encoder would write it."""
    return b"\x92\x0d" + b"\x93\x02\x91" * depth + inner + b"\xc2" * depth


def take_all(channel: Channel) -> None:
    while True:
        try_to_take(channel.receive(time.monotonic() + 60))


def many(item: bytes, count: int) -> bytes:
    """Return a result that is one list of the same item again and again."""
    return b"\x92\x0d\x93\x02\xdd" + struct.pack(">I", count) + item * count + b"\xc2"


@thoroughly
@given(plain_values)
def test_plain_data_arrives_as_it_was_sent(value):
    assert same(through(value), value)


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("-inf"),
        -0.0,
        5e-324,
        2**64 - 1,
        -(2**63),
        True,
        "",
        [],
        (),
        {},
        [[[[]]]],
        ((),),
        {None: (1, [2])},
    ],
    ids=repr,
)
def test_values_at_the_edges_arrive_as_they_were_sent(value):
    assert same(through(value), value)


@pytest.mark.parametrize("dtype", DTYPES.values(), ids=str)
@pytest.mark.parametrize("shape", [(), (0,), (1,), (2, 0, 3), (2, 3), (1,) * 16], ids=str)
def test_a_tensor_of_every_dtype_arrives_as_it_was_sent(dtype, shape):
    tensor = torch.arange(math.prod(shape)).reshape(shape).to(dtype)
    assert same(through(tensor), tensor)


@pytest.mark.parametrize(
    "tensor",
    [
        torch.arange(12.0).reshape(3, 4).T,
        torch.arange(12.0)[::3],
        torch.ones(1).expand(3, 2),
        torch.ones(1, 2)[:, 0],
        torch.ones(2, requires_grad=True),
        torch.tensor([1 + 2j]).conj(),
        torch.tensor([1 + 2j]).conj().imag,
    ],
    ids=["transposed", "strided", "expanded", "one of a row", "with gradient", "conjugate", "negative"],
)
def test_a_view_arrives_as_the_values_that_it_shows(tensor):
    assert same(through(tensor), tensor.detach().resolve_conj().resolve_neg().contiguous())


def test_a_meta_tensor_arrives_without_memory():
    got = through(torch.empty(2, 3, device="meta", dtype=torch.float16))
    assert got.is_meta
    assert (tuple(got.shape), got.dtype) == ((2, 3), torch.float16)


def test_integers_that_are_too_large_arrive_as_something_of_their_type():
    assert [type(through(n)).__name__ for n in (2**64, -(2**63) - 1, 10**400)] == ["int"] * 3


@given(any_text)
@example("\ud800")
@example("a\udfffb")
def test_text_with_half_a_pair_of_surrogates_arrives_with_a_question_mark(text):
    assert through(text) == text.encode("utf-8", "replace").decode()
    assert through({text: [text]}) == {through(text): [through(text)]}


@given(st.text(max_size=100))
@example("evil\x00name")
@example("\u202e" * 3)
@example("__class__")
def test_something_else_arrives_as_an_object_with_the_name_of_its_type(name):
    try:
        stranger = type(name, (), {})()
    except ValueError:  # Python takes no such name
        return
    assert try_to_take(body_of(Returned(encode(stranger)))) == "Returned"


@thoroughly
@given(st.binary(max_size=300))
@example(b"")
@example(b"\x92\x0d")
def test_arbitrary_bytes_are_refused_or_plain(body):
    try_to_take(body)


@thoroughly
@given(documents)
def test_arbitrary_documents_are_refused_or_plain(value):
    try_to_take(document(value))


@thoroughly
@given(documents, st.sampled_from([11, 12, 13, 14]), st.lists(documents, max_size=4))
def test_documents_that_begin_like_a_message_are_refused_or_plain(value, tag, more):
    try_to_take(document([tag, value, *more]))
    try_to_take(document([13, [2, [value, *more], False]]))


@thoroughly
@given(st.data())
def test_messages_with_bytes_changed_are_refused_or_plain(data):
    body = bytearray(data.draw(st.sampled_from(BODIES)))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(body)))
        end = data.draw(st.integers(start, min(start + 8, len(body))))
        body[start:end] = data.draw(st.binary(max_size=8) | st.just(bytes(body[start:end]) * 2))
    try_to_take(bytes(body))


@pytest.mark.parametrize("body", BODIES[:-1])
def test_a_message_that_is_cut_off_is_refused(body):
    for end in range(len(body)):
        with pytest.raises(WireError):
            take(body[:end])
    with pytest.raises(WireError):
        take(body + b"\x00")


def test_a_message_of_the_grader_is_refused():
    with pytest.raises(WireError, match="no message of a worker"):
        take(BODIES[-1])


@given(
    st.sampled_from([*DTYPES, "float8_e4m3fn", "object", ""]),
    st.lists(
        st.integers(-2, 5) | st.integers(2**38, 2**41) | st.sampled_from([2**62, 2**63 - 1, 2**64 - 1]), max_size=20
    ),
    st.none() | st.binary(max_size=40),
)
@settings(max_examples=1000, deadline=None)
@example("float64", [0, 2**39, 2**39], b"")
@example("float64", [0, 2**39, 2**39, 2**39], None)
@example("complex128", [2**39, 2**16], None)
@example("bool", [3], b"\x00\x01\x02")
def test_a_tensor_that_lies_about_itself_is_refused_or_plain(dtype, shape, data):
    try_to_take(document([13, [1, dtype, shape, data]]))


@pytest.mark.parametrize("depth", [DEEPEST + 1, 100, 300, 450, 600, 900, 5_000, 1_000_000])
def test_what_is_nested_too_deep_is_refused(depth):
    with pytest.raises(WireError):
        take(nested(depth))


def test_what_is_nested_as_deep_as_may_be_arrives():
    value: Any = 1
    for _ in range(DEEPEST):
        value = [value]
    assert same(through(value), value)


@pytest.mark.parametrize(
    "item",
    [b"\xc0", b"\x93\x02\x90\xc2", b"\x92\x04\x00", b"\x92\x06\xa0", b"\x94\x01\xa4bool\x90\xc4\x01\x00"],
    ids=["none", "empty list", "generator", "something else", "tensor"],
)
def test_more_items_than_may_come_are_refused(item):
    with pytest.raises(WireError):
        take(many(item, MOST_ITEMS + 1))


def test_more_items_than_may_come_are_refused_when_they_are_spread_over_the_values_of_a_message():
    half = [2, [[4, 1]] * 600, False]
    with pytest.raises(WireError):
        take(document([13, half, [], [], [half], [half]]))
    with pytest.raises(WireError):
        take(document([12, 0, [[2, [None] * (MOST_ITEMS // 2 + 1), False]] * 2, {}]))


def test_a_dict_with_a_key_that_no_dict_takes_is_refused():
    with pytest.raises(WireError, match="a dict whose keys"):
        take(document([13, [3, [[2, [1], False]], [1]]]))
    with pytest.raises(WireError, match="a dict whose keys"):
        take(document([13, [3, ["a", "b"], [1]]]))


def test_a_callable_comes_only_where_one_may():
    body = document([13, [5, 0]])
    with pytest.raises(WireError, match="a callable"):
        take(body)
    message = read_from_worker(body)
    assert isinstance(message, Returned)
    assert decode(message.value, lambda index: f"callable {index}".upper).__self__ == "callable 0"


@given(st.binary(min_size=HEAD, max_size=HEAD))
def test_the_length_of_a_frame_is_within_bounds_or_refused(head):
    try:
        assert 0 <= length_of(head) <= LARGEST_FRAME
    except WireError:
        assert int.from_bytes(head, "little") > LARGEST_FRAME


@settings(max_examples=100, deadline=None)
@given(st.lists(st.binary(max_size=50) | st.sampled_from([framed(body) for body in BODIES]), max_size=4))
def test_any_stream_ends_in_an_error_that_is_declared(pieces):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(b"".join(pieces))
        theirs.shutdown(socket.SHUT_WR)
        channel = Channel(ours)
        with pytest.raises((Closed, WireError)):
            take_all(channel)


def test_samples_of_every_kind_come_through_in_one_message():
    got = through(list(SAMPLES))
    assert len(got) == len(SAMPLES)
    assert [type(a).__name__ for a in got] == [type(b).__name__ for b in SAMPLES]
    assert try_to_take(pack(Returned(encode(list(SAMPLES))))[HEAD:]) == "Returned"
