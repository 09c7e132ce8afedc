"""Lines of one kind are few, different faults are told apart, and what a client sends leaves no traceback."""

import asyncio
import contextlib
import logging

import pytest
from websockets.asyncio.client import connect

from app.web.log_lines import LOGGERS, MOST, FewLines, keep_few
from tests.conftest import LiveServer
from tests.support.talking import still_serves


class Log:
    """A logger with the filter and a clock of its own; `lines` that got through."""

    def __init__(self) -> None:
        self.now = 0.0
        self.lines: list[str] = []
        self.logger = logging.Logger("of a test")
        self.logger.addFilter(FewLines(lambda: self.now))
        handler = logging.Handler()
        handler.emit = lambda record: self.lines.append(record.getMessage())  # type: ignore[method-assign]
        self.logger.addHandler(handler)


def test_a_kind_of_line_is_said_a_few_times_a_minute_and_then_how_often() -> None:
    log = Log()
    for number in range(20):
        log.logger.warning("odd thing %d", number)
    assert log.lines == [f"odd thing {n}" for n in range(MOST)]
    log.logger.warning("another thing")
    assert log.lines[-1] == "another thing"
    log.now = 61
    log.logger.warning("odd thing %d", 99)
    assert log.lines[-1] == f"odd thing 99 (and {20 - MOST} more like it)"
    log.logger.warning("odd thing %d", 100)
    assert log.lines[-1] == "odd thing 100"


def test_faults_of_different_places_do_not_hide_each_other() -> None:
    log = Log()
    for _ in range(20):
        with contextlib.suppress(ValueError):
            int("x")
        try:
            int("x")
        except ValueError:
            log.logger.exception("it broke")
    try:
        {}["y"]
    except KeyError:
        log.logger.exception("it broke")
    assert len(log.lines) == MOST + 1


def test_the_books_of_the_filter_stay_small() -> None:
    few = FewLines()
    for number in range(2000):
        few.filter(logging.makeLogRecord({"msg": f"line {number}"}))
    assert len(few._seen) <= 500


def test_frames_that_are_no_utf_8_leave_a_few_lines(live_server: LiveServer, caplog: pytest.LogCaptureFixture) -> None:
    async def one() -> None:
        async with connect(f"ws://127.0.0.1:{live_server.port}/api/live", compression=None) as socket:
            socket.protocol.send_text(b"\xff\xfe")
            socket.transport.write(b"".join(socket.protocol.data_to_send()))
            await socket.wait_closed()
            assert socket.close_code == 1007

    async def many() -> None:
        async with asyncio.timeout(60):
            for _ in range(3 * MOST):
                await one()
            await still_serves(live_server)

    assert all(any(isinstance(one, FewLines) for one in logging.getLogger(name).filters) for name in LOGGERS)
    asyncio.run(many())
    said = [record for record in caplog.records if "UTF-8" in record.getMessage()]
    assert 1 <= len(said) <= MOST
    assert not any(record.exc_info for record in said)


def test_it_is_put_on_once() -> None:
    keep_few()
    keep_few()
    assert [len([one for one in logging.getLogger(name).filters if isinstance(one, FewLines)]) for name in LOGGERS] == [1, 1, 1]
