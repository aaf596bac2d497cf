"""Who may be charged: found at once, told apart, refused clearly."""

from __future__ import annotations

from PySide6.QtCore import Qt

from pos_app.ui.texts import Situation, StartProblem
from tests.e2e.driving.till import AASA, JOERG, MARIA, Till


async def customer_made_a_second_ago_is_found(till: Till) -> None:
    customer = till.sim.customer("Zacharias Neumann", email="z.neumann@example.org")
    till.sim.save(customer, "pm_card_visa")
    await till.begin(("zacharias", "z.neumann@example.org"), "700")
    await till.charge()
    assert (await till.until_paid()).order.customer == customer


async def customer_is_found_by_mail_phone_and_id(till: Till) -> None:
    for typed in ("maria.weber@", "+49 30 23125014", "030 23125014", "cus_MariaWeber01"):
        till.press(Qt.Key.Key_F8)
        till.driver.write(typed)
        await till.driver.until_read("maria.weber@example.com", till.words.search.one_match)
    await till.driver.until_read("Maria Weber")


async def letters_without_marks_find_names_with_them(till: Till) -> None:
    for typed, name in (("jorg muller", "Jörg Müller"), ("asa oberg", "Åsa Öberg")):
        till.press(Qt.Key.Key_F8)
        till.driver.write(typed)
        await till.driver.until_read(name)


async def unknown_name_finds_nobody(till: Till) -> None:
    till.driver.write("qqqqzzzz")
    await till.driver.until_read("Nobody matches")
    till.press(Qt.Key.Key_Return)
    assert till.words.sale.choose_customer in till.driver.words()


async def customer_deleted_meanwhile_is_refused(till: Till) -> None:
    customer = till.sim.customer("Wilhelmina Abschied", email="w.abschied@example.org")
    till.press(Qt.Key.Key_F8)
    till.driver.write("wilhelmina")
    await till.driver.until_read("w.abschied@example.org", till.words.search.one_match)
    till.sim.call("DELETE", f"/v1/customers/{customer}")
    till.press(Qt.Key.Key_Return)
    await till.driver.until_read(till.words.search.deleted, till.words.sale.choose_customer)


async def customer_deleted_before_the_amount_is_refused(till: Till) -> None:
    customer = till.sim.customer("Ottokar Abschied", email="o.abschied@example.org")
    await till.pick(("ottokar", "o.abschied@example.org"))
    till.sim.call("DELETE", f"/v1/customers/{customer}")
    till.driver.write("900")
    till.press(Qt.Key.Key_Return)
    headline = till.words.pane.start[StartProblem.CUSTOMER_GONE].headline
    await till.driver.until("a clear refusal", lambda: till.headline == headline)
    assert till.money_answer == "No"


async def customer_without_methods_is_told_so(till: Till) -> None:
    await till.pick(AASA)
    await till.driver.until_read(till.words.sale.no_methods)


async def another_customer_instead(till: Till) -> None:
    """F2 while the methods are on show: the first sale is given up, the second is paid."""
    await till.begin(JOERG, "800")
    first = till.sale.op
    till.press(Qt.Key.Key_F2)
    till.driver.write(MARIA[0])
    await till.driver.until_read(MARIA[1], till.words.search.one_match)
    till.press(Qt.Key.Key_Return)
    await till.until_focus("amount")
    till.press(Qt.Key.Key_Return)
    await till.charge()
    paid = await till.until_paid()
    assert paid.order.customer_title == "Maria Weber"
    await till.until_canceled(first)


async def search_without_stripe_uses_what_is_known_here(till: Till) -> None:
    till.sim.fail("error", "/v1/customers*", status=500, remaining=None)
    till.press(Qt.Key.Key_F8)
    till.driver.write("maria.web")
    await till.driver.until_read("maria.weber@example.com", "Stripe could not be asked")
    assert till.headline != till.words.pane.situations[Situation.UNKNOWN].headline
