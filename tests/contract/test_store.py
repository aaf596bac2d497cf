"""What every store promises, kept by the in-memory twin and by SQLite alike."""

import datetime as dt
from dataclasses import replace

import pytest

from pos_app.domain.customer import Customer
from pos_app.domain.ids import (
    ChargeId,
    CustomerId,
    IdempotencyKey,
    InstallationId,
    OperatorId,
    OpId,
    PaymentIntentId,
    RegisterId,
)
from pos_app.domain.journal import JournalAction, JournalEntry, JournalState
from pos_app.domain.ledger import LedgerEntry, LedgerKind
from pos_app.domain.money import Money
from pos_app.domain.payment import AttemptError, MethodSummary, Payment, PaymentState, SaleOrder
from pos_app.domain.timeline import Fact, FactKind, FactSource
from pos_app.ports.store import Store, Tx

NOW = dt.datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def sale(op: str, **changes: object) -> Payment:
    order = SaleOrder(
        CustomerId("cus_1"), "Ayşe Yıldız", Money(4850, "EUR"), "bill 7", RegisterId("R1"),
        OperatorId("Kim"),
    )  # fmt: skip
    plain = Payment(OpId(op), order, PaymentState.INTENDED, created=NOW, updated=NOW)
    return replace(plain, **changes)  # type: ignore[arg-type]


def entry(op: str, state: JournalState, **changes: object) -> JournalEntry:
    plain = JournalEntry(
        OpId(op),
        JournalAction.CREATE_PAYMENT,
        IdempotencyKey(f"{op}-create"),
        state,
        "{}",
        NOW,
        NOW,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.mark.asyncio
async def test_a_sale_comes_back_as_it_was_stored(store: Store) -> None:
    full = sale(
        "op_1",
        state=PaymentState.SUCCEEDED,
        intent=PaymentIntentId("pi_1"),
        charge=ChargeId("ch_1"),
        method=MethodSummary("card", "visa", "4242"),
        error=AttemptError("card_declined", "insufficient_funds", "try_again_later", "No funds"),
        next_action="use_stripe_sdk",
        unknown_since=NOW - MINUTE,
        confirming=True,
        amount_received=4850,
        amount_refunded=50,
        updated=NOW + MINUTE,
    )
    order = replace(
        full.order, receipt_email="ayse@example.com", installation=InstallationId("reg_1")
    )
    full = replace(full, order=order)
    bare = sale("op_2")
    await store.transact(lambda tx: [tx.payments.put(payment) for payment in (full, bare)])
    assert await store.transact(lambda tx: tx.payments.get(OpId("op_1"))) == full
    assert await store.transact(lambda tx: tx.payments.get(OpId("op_2"))) == bare
    assert await store.transact(lambda tx: tx.payments.by_intent(PaymentIntentId("pi_1"))) == full
    assert await store.transact(lambda tx: tx.payments.get(OpId("op_3"))) is None
    assert await store.transact(lambda tx: tx.payments.by_intent(PaymentIntentId("pi_3"))) is None
    asked = {PaymentIntentId("pi_1"), PaymentIntentId("pi_3")}
    assert await store.transact(lambda tx: tx.payments.by_intents(asked)) == {"pi_1": full}


@pytest.mark.asyncio
async def test_the_names_under_which_was_sold_are_known(store: Store) -> None:
    assert await store.transact(lambda tx: tx.payments.registers()) == frozenset()
    bar = replace(sale("op_1").order, register=RegisterId("Bar"))
    sold = (sale("op_1", order=bar), sale("op_2"), sale("op_3"))
    await store.transact(lambda tx: [tx.payments.put(one) for one in sold])
    assert await store.transact(lambda tx: tx.payments.registers()) == {"Bar", "R1"}


@pytest.mark.asyncio
async def test_storing_again_replaces(store: Store) -> None:
    paid = sale("op_1", state=PaymentState.SUCCEEDED)
    await store.transact(lambda tx: tx.payments.put(sale("op_1")))
    await store.transact(lambda tx: tx.payments.put(paid))
    assert list(await store.transact(lambda tx: tx.payments.recent(10))) == [paid]


@pytest.mark.asyncio
async def test_unfinished_are_all_that_can_still_change_oldest_first(store: Store) -> None:
    sales = [sale(f"op_{n}", state=state) for n, state in enumerate(PaymentState)]
    await store.transact(lambda tx: [tx.payments.put(payment) for payment in sales])
    found = await store.transact(lambda tx: tx.payments.unfinished())
    assert list(found) == [payment for payment in sales if not payment.state.terminal]


@pytest.mark.asyncio
async def test_recent_is_newest_first_and_can_be_one_customers(store: Store) -> None:
    sales = [sale(f"op_{n}", created=NOW + n * MINUTE) for n in range(5)]
    other = replace(sales[3], order=replace(sales[3].order, customer=CustomerId("cus_2")))
    await store.transact(lambda tx: [tx.payments.put(p) for p in (*sales[:3], other, sales[4])])
    newest = await store.transact(lambda tx: tx.payments.recent(2))
    hers = await store.transact(lambda tx: tx.payments.recent(9, CustomerId("cus_2")))
    assert [payment.op for payment in newest] == ["op_4", "op_3"]
    assert list(hers) == [other]


@pytest.mark.asyncio
async def test_the_same_again_is_same_customer_amount_and_currency_since_then(
    store: Store,
) -> None:
    def made(
        op: str,
        at: dt.datetime,
        money: Money,
        customer: str = "cus_1",
        changed: dt.datetime | None = None,
    ) -> Payment:
        plain = sale(op, created=at)
        order = replace(plain.order, money=money, customer=CustomerId(customer))
        return replace(plain, order=order, updated=changed or at)

    euros = Money(4850, "EUR")
    sales = [
        made("op_too_old", NOW - MINUTE, euros),
        made("op_news", NOW - MINUTE, euros, changed=NOW + MINUTE),
        made("op_set_back", NOW, euros, changed=NOW - MINUTE),
        made("op_first", NOW, euros),
        made("op_more", NOW, Money(4851, "EUR")),
        made("op_francs", NOW, Money(4850, "CHF")),
        made("op_other", NOW, euros, "cus_2"),
        made("op_second", NOW + MINUTE, euros),
    ]
    await store.transact(lambda tx: [tx.payments.put(payment) for payment in sales])
    same = await store.transact(lambda tx: tx.payments.same(CustomerId("cus_1"), euros, NOW))
    assert (same[0].op, same[-1].op) == ("op_second", "op_news")
    assert {payment.op for payment in same[1:-1]} == {"op_first", "op_set_back"}


@pytest.mark.asyncio
async def test_followed_are_the_orders_at_a_bank_oldest_first(store: Store) -> None:
    sales = [
        sale("op_old", state=PaymentState.PROCESSING),
        sale("op_new", state=PaymentState.PROCESSING),
        *(sale(f"op_{state}", state=state) for state in set(PaymentState) - {"processing"}),
    ]
    await store.transact(lambda tx: [tx.payments.put(payment) for payment in sales])
    found = await store.transact(lambda tx: tx.payments.following())
    assert [payment.op for payment in found] == ["op_old", "op_new"]


@pytest.mark.asyncio
async def test_the_timeline_only_grows(store: Store) -> None:
    first = Fact(FactKind.INTENDED, FactSource.OPERATOR, NOW)
    later = Fact(FactKind.CREATED, FactSource.API_CALL, NOW + MINUTE, "pi_1")
    await store.transact(lambda tx: tx.payments.put(sale("op_1")))
    await store.transact(lambda tx: tx.payments.add_facts(OpId("op_1"), [first]))
    await store.transact(lambda tx: tx.payments.add_facts(OpId("op_1"), []))
    await store.transact(lambda tx: tx.payments.add_facts(OpId("op_1"), [later]))
    assert list(await store.transact(lambda tx: tx.payments.facts(OpId("op_1")))) == [first, later]


@pytest.mark.asyncio
async def test_the_journal_shows_the_latest_state_of_each_intention(store: Store) -> None:
    created = [entry("op_1", state) for state in (JournalState.INTENDED, JournalState.CONFIRMED)]
    cancel = entry(
        "op_1",
        JournalState.UNKNOWN,
        action=JournalAction.CANCEL_PAYMENT,
        key=IdempotencyKey("op_1-cancel"),
        first_at=NOW + MINUTE,
    )
    sent = entry("op_2", JournalState.SENT, first_at=NOW - MINUTE)
    rejected = [entry("op_3", state) for state in (JournalState.SENT, JournalState.REJECTED)]
    for one in (*created, cancel, sent, *rejected):
        await store.transact(lambda tx, one=one: tx.journal.append(one))  # type: ignore[misc]
    of_one = await store.transact(lambda tx: tx.journal.latest(OpId("op_1")))
    still_open = await store.transact(lambda tx: tx.journal.open_entries())
    assert list(of_one) == [created[1], cancel]
    assert list(still_open) == [sent, cancel]


@pytest.mark.asyncio
async def test_what_is_open_is_found_at_every_start_whatever_was_settled_before(
    store: Store,
) -> None:
    async def add(op: str, state: JournalState) -> None:
        await store.transact(lambda tx: tx.journal.append(entry(op, state)))

    async def found() -> list[str]:
        return [one.op for one in await store.transact(lambda tx: tx.journal.open_entries())]

    assert await found() == []
    await add("op_1", JournalState.INTENDED)
    await add("op_2", JournalState.INTENDED)
    await add("op_1", JournalState.SENT)
    await add("op_2", JournalState.REJECTED)
    assert await found() == ["op_1"]
    assert await found() == ["op_1"]
    await add("op_1", JournalState.CONFIRMED)
    await add("op_3", JournalState.SENT)
    assert await found() == ["op_3"]
    await add("op_1", JournalState.UNKNOWN)
    assert sorted(await found()) == ["op_1", "op_3"]
    await add("op_1", JournalState.CONFIRMED)
    await add("op_3", JournalState.CONFIRMED)
    assert await found() == await found() == []


@pytest.mark.asyncio
async def test_the_ledger_takes_each_stripe_object_once(store: Store) -> None:
    sold = LedgerEntry(LedgerKind.SALE, "ch_1", OpId("op_1"), Money(4850, "EUR"), NOW)
    back = LedgerEntry(LedgerKind.REFUND, "re_1", OpId("op_1"), Money(-850, "EUR"), NOW)
    yen = LedgerEntry(LedgerKind.SALE, "ch_2", OpId("op_2"), Money(500, "JPY"), NOW)
    added = await store.transact(
        lambda tx: [tx.ledger.add(one) for one in (sold, sold, back, yen, sold)]
    )
    assert added == [True, False, True, True, False]
    assert list(await store.transact(lambda tx: tx.ledger.entries())) == [sold, back, yen]
    assert list(await store.transact(lambda tx: tx.ledger.of(OpId("op_1")))) == [sold, back]
    assert await store.transact(lambda tx: tx.ledger.total("EUR")) == Money(4000, "EUR")
    assert await store.transact(lambda tx: tx.ledger.total("CHF")) == Money(0, "CHF")


@pytest.mark.asyncio
async def test_a_failing_transaction_leaves_nothing_behind(store: Store) -> None:
    def fails(tx: Tx) -> None:
        tx.payments.put(sale("op_1"))
        tx.journal.append(entry("op_1", JournalState.INTENDED))
        tx.notes.put("cursor", "cus_9")
        raise LookupError("in the middle")

    with pytest.raises(LookupError, match="in the middle"):
        await store.transact(fails)
    assert await store.transact(lambda tx: tx.payments.get(OpId("op_1"))) is None
    assert list(await store.transact(lambda tx: tx.journal.open_entries())) == []
    assert await store.transact(lambda tx: tx.notes.get("cursor")) is None


@pytest.mark.asyncio
async def test_notes_are_set_replaced_and_dropped(store: Store) -> None:
    await store.transact(lambda tx: tx.notes.put("cursor", "cus_1"))
    await store.transact(lambda tx: tx.notes.put("cursor", "cus_2"))
    assert await store.transact(lambda tx: tx.notes.get("cursor")) == "cus_2"
    await store.transact(lambda tx: tx.notes.drop("cursor"))
    await store.transact(lambda tx: tx.notes.drop("cursor"))
    assert await store.transact(lambda tx: tx.notes.get("cursor")) is None


PEOPLE = (
    Customer(CustomerId("cus_weber1"), "Maria Weber", "maria@example.com", "+49 170 5551234"),
    Customer(CustomerId("cus_weber2"), "Maria Weber", "m.weber@example.org", "+49 30 99887"),
    Customer(
        CustomerId("cus_mueller"), "Jörg Müller", "joerg@example.com", "", "Bäckerei am Markt"
    ),
    Customer(CustomerId("cus_yildiz"), "Ayşe Yıldız", "ayse_y@example.com"),
    Customer(CustomerId("cus_oneill"), "Chloë O'Neill", "chloe@example.co.uk", "+44 20 7946 0000"),
    Customer(CustomerId("cus_deleted"), "Gone Person", deleted=True),
)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("weber", {"cus_weber1", "cus_weber2"}),
        ("WEB", {"cus_weber1", "cus_weber2"}),
        ("maria web", {"cus_weber1", "cus_weber2"}),
        ("weber maria", {"cus_weber1", "cus_weber2"}),
        ("mar web org", {"cus_weber2"}),
        ("m", {"cus_weber1", "cus_weber2", "cus_mueller"}),
        ("we ma", {"cus_weber1", "cus_weber2"}),
        ("weber m", {"cus_weber1", "cus_weber2"}),
        ("eb", set()),
        ("müller", {"cus_mueller"}),
        ("muller", {"cus_mueller"}),
        ("MUELLER", {"cus_mueller"}),
        ("bäckerei", {"cus_mueller"}),
        ("yildiz", {"cus_yildiz"}),
        ("Yıldız", {"cus_yildiz"}),
        ("ayse_y", {"cus_yildiz"}),
        ("ayse-y", set()),
        ("o'neill", {"cus_oneill"}),
        ("neill", {"cus_oneill"}),
        ("chloe", {"cus_oneill"}),
        ("0170 555", {"cus_weber1"}),
        ("01705551234", {"cus_weber1"}),
        ("+49170555", {"cus_weber1"}),
        ("0 17 05 55 1", {"cus_weber1"}),
        ("mueler", {"cus_mueller"}),
        ("we\0zz", set()),
        ("5551234", {"cus_weber1"}),
        ("maria@example.com", {"cus_weber1"}),
        ("cus_weber2", {"cus_weber2"}),
        ("gone", {"cus_deleted"}),
        ("", set()),
        ("   ", set()),
        ("%", set()),
        ("___", set()),
        ('"', set()),
        ("' OR 1=1 --", set()),
        ("nobody", set()),
    ],
)
async def test_what_is_typed_finds_whom_it_should(
    store: Store, typed: str, found: set[str]
) -> None:
    await store.transact(lambda tx: tx.customers.put(PEOPLE))
    hits = await store.transact(lambda tx: tx.customers.find(typed, 20))
    assert {hit.id for hit in hits} == found
    assert all(hit in PEOPLE for hit in hits)


@pytest.mark.asyncio
async def test_newest_customers_come_first_and_the_limit_holds(store: Store) -> None:
    people = [
        Customer(CustomerId(f"cus_{n}"), "Same Name", created=NOW + n * MINUTE) for n in range(30)
    ]
    await store.transact(lambda tx: tx.customers.put(people[10:]))
    await store.transact(lambda tx: tx.customers.put(people[:10]))
    hits = await store.transact(lambda tx: tx.customers.find("same", 20))
    assert list(hits) == people[:9:-1]


@pytest.mark.asyncio
async def test_a_renamed_customer_is_found_by_the_new_name_only(store: Store) -> None:
    before = Customer(CustomerId("cus_1"), "Anna Alt", created=NOW)
    after = replace(before, name="Anna Neumann", deleted=True)
    await store.transact(lambda tx: tx.customers.put([before]))
    await store.transact(lambda tx: tx.customers.put([after, after]))
    assert list(await store.transact(lambda tx: tx.customers.find("alt", 9))) == []
    assert list(await store.transact(lambda tx: tx.customers.find("neumann", 9))) == [after]
    assert await store.transact(lambda tx: tx.customers.get(CustomerId("cus_1"))) == after
    assert await store.transact(lambda tx: tx.customers.count()) == 1


@pytest.mark.asyncio
async def test_a_cleared_index_finds_nobody(store: Store) -> None:
    await store.transact(lambda tx: tx.customers.put(PEOPLE))
    await store.transact(lambda tx: tx.customers.clear())
    assert await store.transact(lambda tx: tx.customers.count()) == 0
    assert list(await store.transact(lambda tx: tx.customers.find("weber", 9))) == []
    assert await store.transact(lambda tx: tx.customers.get(CustomerId("cus_weber1"))) is None
