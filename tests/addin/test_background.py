from __future__ import annotations

import threading

import pytest

from addin.background import in_background
from addin.conversation import Part, Stopped, Working
from generator.progress import tell


def steps(part: Part[object]) -> tuple[list[str], object]:
    said = []
    try:
        while True:
            step = next(part)
            assert isinstance(step, Working)
            said.append(step.text)
    except StopIteration as end:
        return said, end.value


def test_the_result_comes_with_progress_in_numbers() -> None:
    go = threading.Event()

    def work() -> str:
        tell("rows written", 1_200, 5_000)
        go.wait(10)
        return "done"

    part = in_background("checking", work)
    said = [next(part), next(part), next(part)]
    go.set()
    assert said[0] == Working("PARS: checking …")
    assert said[2] == Working("PARS: checking … 1,200 of 5,000 rows written", long=True)
    assert steps(part)[1] == "done"


@pytest.mark.parametrize("error", [ValueError("wrong"), TimeoutError("late")])
def test_an_error_comes_through(error: Exception) -> None:
    def work() -> None:
        raise error

    with pytest.raises(type(error), match=str(error)):
        steps(in_background("checking", work))


def test_a_stop_ends_the_work_at_its_next_step() -> None:
    begun, told, ended = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        try:
            begun.set()
            told.wait(10)
            while True:
                tell("rules", 1, 2)
        finally:
            ended.set()

    part = in_background("checking", work)
    next(part)
    begun.wait(10)
    told.set()
    with pytest.raises(Stopped):
        part.throw(Stopped)
    assert ended.is_set()


def test_a_stop_after_its_last_step_lets_the_work_count() -> None:
    begun, told = threading.Event(), threading.Event()

    def work() -> str:
        tell("rules", 1, 1)
        begun.set()
        told.wait(10)
        return "written"

    part = in_background("exporting", work)
    next(part)
    begun.wait(10)
    threading.Timer(0.1, told.set).start()
    with pytest.raises(StopIteration) as end:
        part.throw(Stopped)
    assert end.value.value == "written"
