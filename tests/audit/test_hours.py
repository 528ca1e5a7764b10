"""When people answer is told from how long tea stays hot, and from when a parcel comes."""

from __future__ import annotations

import pytest

from ecomkit.audit.check import Status
from ecomkit.audit.checks import BUILT_IN
from ecomkit.audit.hours import tells_answer_time
from tests.audit.samples import a_page, evidence, facts, status_of


@pytest.mark.parametrize(
    "line",
    [
        "We answer within 24 hours",
        "Respondemos en menos de 24 horas, de lunes a viernes de 9 a 18 h.",
        "We answer within one working day, Monday to Friday, 9 to 18 h.",
        "Contestamos el mismo día",
        "Within 2 days we get back to you",
        "Opening hours: 9:00–17:30",
        "Horario: L-V 10:00 - 14:00",
        "Monday to Friday, 9 a.m. to 6 p.m.",
        "Lunes a viernes: 9-14 h",
        "Atención al cliente 24/7",
        "We are here every day from 8 until 20",
        "Mo–Fr customer service 08:00-18:00",
    ],
)
def test_hours_and_answer_times_are_known(line: str) -> None:
    assert tells_answer_time(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Keeps drinks hot for 12 hours or cold for 24 hours",
        "Mantiene el café caliente 12 horas",
        "Burns for 30 to 40 hours",
        "Arrives Monday 3 to 5 June",
        "Te llega el lunes entre 9 y 18 h",
        "Keeps tea hot for 12 hours. The answer to cold mornings",
        "Open air concert, 3 July 2027",
        "Disponible en 24 h",
        "Questions and answers",
    ],
)
def test_what_says_nothing_of_people_is_left_alone(line: str) -> None:
    assert not tells_answer_time(line)


def test_a_shop_that_only_tells_how_long_tea_stays_hot_fails() -> None:
    thermos = a_page(seen=facts(text="Thermos\nKeeps drinks hot for 12 hours or cold for 24 hours"))
    assert status_of(BUILT_IN, "HUM-03", evidence(thermos)) is Status.FAIL
