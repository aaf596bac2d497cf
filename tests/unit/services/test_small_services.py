"""Task scope, event bus, guards, reachability and settings."""

import asyncio
from dataclasses import replace

import pytest

from pos_app.domain.events import ConnectionChanged, IndexProgress
from pos_app.domain.money import Money
from pos_app.domain.outcomes import FailureCause, Ok, Unknown
from pos_app.domain.settings import AmountPolicy, CheckoutPolicy, Settings
from pos_app.services.event_bus import EventBus
from pos_app.services.guards import needs_retype
from pos_app.services.reachability import Reachability
from pos_app.services.records import UnknownSaleError
from pos_app.services.settings import SettingsProblem, SettingsService, check_settings
from pos_app.services.silence import Silence
from pos_app.services.task_scope import TaskScope
from tests.support.fake_clock import FakeClock
from tests.support.world import SettingsInMemory, World


class Sink(list):
    def __call__(self, name, error):
        self.append((name, error))


async def fail(error):
    await asyncio.sleep(0)
    raise error


@pytest.mark.asyncio
async def test_a_failure_nobody_waits_for_is_reported_once_by_name() -> None:
    sink = Sink()
    scope = TaskScope("money", sink)
    error = ValueError("bug")
    scope.launch(fail(error), name="first")
    task = scope.spawn(fail(error), name="second")
    assert await scope.drain(1)
    assert sink == [("money: first", error), ("money: second", error)]
    assert task.done()


@pytest.mark.asyncio
async def test_a_failure_somebody_waits_for_is_raised_there_alone() -> None:
    sink = Sink()
    scope = TaskScope("money", sink)
    with pytest.raises(ValueError, match="bug"):
        await scope.run(fail(ValueError("bug")), name="first")
    assert sink == []


@pytest.mark.asyncio
async def test_a_cancelled_caller_leaves_the_task_and_its_failure_to_the_scope() -> None:
    sink = Sink()
    scope = TaskScope("money", sink)
    gate = asyncio.Event()

    async def work():
        await gate.wait()
        raise ValueError("late")

    caller = asyncio.ensure_future(scope.run(work(), name="call"))  # noqa: TID251
    await asyncio.sleep(0)
    caller.cancel()
    await asyncio.gather(caller, return_exceptions=True)
    assert await scope.drain(0) is False
    gate.set()
    assert await scope.drain(1)
    assert [str(error) for _, error in sink] == ["late"]


@pytest.mark.asyncio
async def test_closing_cancels_waits_and_refuses_new_tasks() -> None:
    sink = Sink()
    scope = TaskScope("money", sink)
    ended = []

    async def stubborn():
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append(True)

    scope.launch(stubborn(), name="stubborn")
    await asyncio.sleep(0)
    await scope.close()
    assert (ended, sink, scope.closed) == ([True], [], True)
    with pytest.raises(RuntimeError, match="money is closed, cannot start late"):
        scope.launch(stubborn(), name="late")


def test_one_failing_handler_never_stops_the_others() -> None:
    sink, heard = Sink(), []
    bus = EventBus(sink)

    def broken(event):
        raise ValueError("handler")

    bus.subscribe(IndexProgress, broken)
    end = bus.subscribe(IndexProgress, heard.append)
    bus.subscribe(ConnectionChanged, heard.append)
    event = IndexProgress(3, finished=False)
    bus.publish(event)
    assert heard == [event]
    assert [name for name, _ in sink] == ["handler of IndexProgress"]
    end()
    end()
    bus.publish(event)
    assert heard == [event]


def test_each_change_of_the_connection_is_told_once() -> None:
    bus, heard = EventBus(Sink()), []
    bus.subscribe(ConnectionChanged, lambda event: heard.append(event.cause))
    background = TaskScope("background", lambda *_: None)
    reach = Reachability(bus, Silence(bus=bus, clock=FakeClock(), background=background))
    for outcome in (
        Ok(1),
        Unknown(FailureCause.NETWORK),
        Unknown(FailureCause.NETWORK),
        Unknown(FailureCause.TIMEOUT),
        Unknown(FailureCause.RATE_LIMITED),
        Ok(2),
    ):
        reach.note(outcome)
    assert heard == [FailureCause.NETWORK, FailureCause.TIMEOUT, None]
    assert reach.cause is None


@pytest.mark.parametrize(
    ("minor", "limit", "asked"),
    [(49_999, 50_000, False), (50_000, 50_000, True), (10**8, 0, False)],
)
def test_large_amounts_are_typed_twice(minor, limit, asked) -> None:
    assert needs_retype(Money(minor, "EUR"), AmountPolicy(soft_limit=limit)) is asked


@pytest.mark.parametrize(
    ("register", "code", "limit"),
    [
        ("EUR", "EUR", 50_000),
        ("EUR", "HUF", 17_500_000),
        ("EUR", "JPY", 50_000),
        ("EUR", "GBP", 30_000),
        ("EUR", "KWD", 500_000),
        ("KWD", "EUR", 5_000),
        ("JPY", "KRW", 50_000),
        ("KRW", "EUR", 5_000_000),
    ],
)
def test_the_limit_is_about_as_much_in_every_currency(register, code, limit) -> None:
    policy = AmountPolicy(currency=register, soft_limit=50_000)
    assert policy.limit_in(code) == limit
    assert needs_retype(Money(limit, code), policy)
    assert not needs_retype(Money(limit // 2, code), policy)


def test_a_place_without_names_gets_those_of_the_language_until_the_shop_gives_some() -> None:
    store = SettingsInMemory()
    service = SettingsService(store)
    service.name_place("Kasse 1", "Bedienung")
    assert (service.current.register, service.current.operator) == ("Kasse 1", "Bedienung")
    assert store.stored == Settings()
    service.save(replace(service.current, register="Theke", language="de"))
    assert (store.stored.register, store.stored.operator) == ("Theke", "Bedienung")
    service.name_place("Register 1", "Operator")
    assert (service.current.register, service.current.operator) == ("Theke", "Bedienung")


def test_a_register_known_to_an_account_keeps_its_name_in_another_language() -> None:
    """Its sales carry the name at Stripe; after damage they are found by it."""
    service = SettingsService(SettingsInMemory(Settings(publishable_key="pk_test_123")))
    service.name_place("Kasse 1", "Bedienung")
    assert (service.current.register, service.current.operator) == ("Register 1", "Operator")


def test_settings_are_stored_then_in_force() -> None:
    store = SettingsInMemory()
    service = SettingsService(store)
    changed = replace(Settings(), language="de")
    assert service.save(changed) == ()
    assert service.current == store.stored == changed


def test_settings_that_cannot_be_written_do_not_come_into_force() -> None:
    class Broken(SettingsInMemory):
        def save(self, settings):
            raise OSError("disk full")

    service = SettingsService(Broken())
    with pytest.raises(OSError, match="disk full"):
        service.save(replace(Settings(), language="de"))
    assert service.current == Settings()


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"checkout_origin": "http://pay.example.com"}, SettingsProblem.ORIGIN),
        ({"checkout_origin": "https://pay.example.com/path"}, SettingsProblem.ORIGIN),
        ({"checkout_origin": "https://user@pay.example.com"}, SettingsProblem.ORIGIN),
        ({"checkout_origin": "https://"}, SettingsProblem.ORIGIN),
        ({"checkout_origin": "https://[::1"}, SettingsProblem.ORIGIN),
        ({"checkout_origin": "https://pay.example.com:0"}, SettingsProblem.ORIGIN),
        ({"stripe_js": "https://js.stripe.com.evil.example/v3/"}, SettingsProblem.SCRIPT),
        ({"stripe_js": "http://js.stripe.com/v3/"}, SettingsProblem.SCRIPT),
        ({"amounts": AmountPolicy(currency="QQQ")}, SettingsProblem.CURRENCY),
        ({"amounts": AmountPolicy(soft_limit=-1)}, SettingsProblem.AMOUNTS),
        ({"amounts": AmountPolicy(repeat_minutes=-1)}, SettingsProblem.REPEAT),
        ({"amounts": AmountPolicy(repeat_minutes=1441)}, SettingsProblem.REPEAT),
        ({"webhook_port": 80}, SettingsProblem.WEBHOOK_PORT),
        ({"webhook_port": 65_536}, SettingsProblem.WEBHOOK_PORT),
        ({"amounts": AmountPolicy(quick_amounts=(-5,))}, SettingsProblem.AMOUNTS),
        ({"checkout": CheckoutPolicy(redisplay_limit=11)}, SettingsProblem.REDISPLAY),
        ({"checkout": CheckoutPolicy(redisplay_filters=())}, SettingsProblem.REDISPLAY),
        ({"language": "fr"}, SettingsProblem.LANGUAGE),
        ({"theme": "pink"}, SettingsProblem.THEME),
        ({"register": " "}, SettingsProblem.REGISTER),
        ({"operator": "a\nb"}, SettingsProblem.REGISTER),
        ({"proxy": "proxy.example.com"}, SettingsProblem.PROXY),
        ({"proxy": "http://proxy.example.com"}, SettingsProblem.PROXY),
        ({"proxy": "http://me:pw@proxy.example.com:8080"}, SettingsProblem.PROXY),
        ({"proxy": "http://proxy.example.com:port"}, SettingsProblem.PROXY),
    ],
)
def test_unusable_settings_are_named_and_not_stored(wrong, problem) -> None:
    store = SettingsInMemory()
    service = SettingsService(store)
    assert service.save(replace(Settings(), **wrong)) == (problem,)
    assert service.current == store.stored == Settings()


def test_usable_settings_with_everything_set() -> None:
    settings = replace(
        Settings(),
        checkout_origin="https://pay.example.com:8443",
        proxy="http://proxy.example.com:8080",
        language="en",
        theme="dark",
    )
    assert check_settings(settings) == ()


@pytest.mark.asyncio
async def test_asking_for_a_sale_nobody_wrote_down_is_a_bug() -> None:
    world = World()
    with pytest.raises(UnknownSaleError, match="op-9"):
        await world.payments.check("op-9")
    await world.close()
