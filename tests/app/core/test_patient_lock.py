"""A lock that nobody waits for without end."""

import threading
import time

import pytest

from app.core.patient_lock import PatientLock
from tests.conftest import wait_until


class Refused(Exception):
    pass


def test_its_holder_may_take_it_again() -> None:
    lock = PatientLock(0.1, Refused)
    with lock, lock:
        pass
    with lock:
        pass


def test_who_has_it_for_long_is_not_waited_for() -> None:
    lock, taken, over = PatientLock(0.3, Refused), threading.Event(), threading.Event()

    def hold() -> None:
        with lock:
            taken.set()
            over.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait()
    for least, most in ((0.1, 5.0), (0.0, 0.3)):  # the first one waits, those who come later do not
        start = time.monotonic()
        with pytest.raises(Refused), lock:
            pytest.fail("somebody has it")
        assert least <= time.monotonic() - start <= most
    over.set()
    holder.join()
    with lock:
        pass


def test_who_has_it_for_a_moment_is_waited_for() -> None:
    lock, order = PatientLock(5, Refused), []

    def turn(number: int) -> None:
        with lock:
            order.append(number)
            time.sleep(0.02)
            order.append(number)

    threads = [threading.Thread(target=turn, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(order) == 16
    assert order[::2] == order[1::2]


def test_it_tells_when_it_has_been_held_for_too_long_and_only_then() -> None:
    lock = PatientLock(0.1, Refused)
    assert not lock.exhausted
    with lock:
        assert not lock.exhausted
        wait_until(lambda: lock.exhausted)
    assert not lock.exhausted


def test_who_has_only_just_taken_it_is_waited_for_however_long_ago_it_was_last_held() -> None:
    """Between the taking and the note of when, the last holder's time must not count."""
    lock = PatientLock(0.1, Refused)
    with lock:
        wait_until(lambda: lock.exhausted)
    taken, over = threading.Event(), threading.Event()

    def hold() -> None:
        with lock._lock:  # taken, and not noted yet
            taken.set()
            over.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait()
    threading.Timer(0.3, over.set).start()
    with lock:
        assert over.is_set()
    holder.join()
