"""English: when the app holds somebody back, and when a manager decides."""

from __future__ import annotations

from typing import Final

from pos_app.domain.decisions import DecisionKind
from pos_app.domain.health import Obstacle, StoreTrouble
from pos_app.domain.payment import MoneyTaken
from pos_app.ui.texts.counted import Counted
from pos_app.ui.texts.safety import Hindrance, SafetyTexts

_OBSTACLES: Final = {
    Obstacle.STORE: Hindrance(
        "Sales cannot be written down",
        "This computer's disk takes nothing, and no sale is sent that is not written down.",
        "Free some space, or have a look at the rights of the data folder.",
    ),
    Obstacle.REBUILDING: Hindrance(
        "Reading sales back",
        "The database may lack sales. They are being read back from Stripe.",
        "Wait until they are all there; what was paid is safe at Stripe.",
    ),
    Obstacle.KEY_REJECTED: Hindrance(
        "Stripe rejects the key",
        "The key of this register was revoked, has expired or is wrong.",
        "Ask the manager to connect Stripe again in the settings.",
    ),
    Obstacle.NOT_PERMITTED: Hindrance(
        "A permission is missing",
        "The key of this register may not take payments any more.",
        "Ask the manager to add “PaymentIntents: write” to the key in the Stripe Dashboard.",
    ),
    Obstacle.NETWORK: Hindrance(
        "No connection to Stripe",
        "The network does not lead to Stripe.",
        "Check cable, Wi-Fi and router.",
    ),
    Obstacle.DNS: Hindrance(
        "Stripe's name is not found",
        "The network is there, but it does not know the address of Stripe (DNS).",
        "Restart the router, or ask whoever looks after the network.",
    ),
    Obstacle.TLS: Hindrance(
        "No trusted connection to Stripe",
        "Something between this computer and Stripe shows a certificate that is not trusted.",
        "Sign in to a guest network if there is one, check this computer's date, or ask whoever "
        "looks after the network.",
    ),
    Obstacle.PROXY: Hindrance(
        "The proxy refuses",
        "The proxy of this network does not let the app through to Stripe.",
        "Check the proxy in the settings, or ask whoever looks after the network.",
    ),
    Obstacle.TIMEOUT: Hindrance(
        "Stripe does not answer",
        "The connection is there, but no answer comes in time.",
        "Wait a moment; if it stays so, check the network.",
    ),
    Obstacle.STRIPE_DOWN: Hindrance(
        "Stripe has a problem",
        "Stripe answers with an error of its own, or something else answers in its place.",
        "Wait a moment; status.stripe.com tells more.",
    ),
    Obstacle.CLOCK: Hindrance(
        "This computer's clock is wrong",
        "It differs from Stripe's by more than a minute, and the protection against charging twice "
        "needs the right time.",
        "Set date and time of this computer to automatic.",
    ),
}
_STORE: Final = {
    StoreTrouble.DISK_FULL: Hindrance(
        "The disk is full",
        "No sale is sent that could not be written down first.",
        "Free some space on this computer.",
    ),
    StoreTrouble.READ_ONLY: Hindrance(
        "The data folder is read-only",
        "The database cannot be written, and no sale is sent that is not written down.",
        "Give this user the right to write into the data folder.",
    ),
    StoreTrouble.LOCKED: Hindrance(
        "The database is locked",
        "Another program holds the database, a backup perhaps.",
        "End that program, or wait until it is done.",
    ),
    StoreTrouble.DAMAGED: Hindrance(
        "The database is damaged",
        "Its content cannot be read any more. What was paid is safe at Stripe.",
        "Open the app again: it moves the file aside and reads the sales back from Stripe.",
    ),
    StoreTrouble.NEWER: Hindrance(
        "The database is newer than the app",
        "A newer version of pos_app wrote it.",
        "Install the newer version again.",
    ),
    StoreTrouble.NOT_MIGRATED: Hindrance(
        "The database could not be brought up to date",
        "It is as it was before; nothing is lost.",
        "Free some space and open the app again, or go back to the version before.",
    ),
    StoreTrouble.OTHER: _OBSTACLES[Obstacle.STORE],
}

SAFETY: Final = SafetyTexts(
    obstacles=_OBSTACLES,
    over=Hindrance(
        "Charging works again",
        "What was in the way is gone. This sale was not begun meanwhile.",
        "Press “Try again”, if it is still wanted.",
    ),
    no_simulator=Hindrance(
        "The simulator does not answer",
        "No training simulator answers at {url}.",
        "Start it with “pos-app simulator --port {port}”.",
    ),
    store=_STORE,
    consequence="Nothing can be charged meanwhile, and nothing is queued. Earlier sales can be "
    "read. It goes on by itself.",
    lasting="Until that is done nothing can be charged, and nothing is queued.",
    open_again="Close and open again",
    blocked="{word}. Nothing can be charged meanwhile.",
    repeated="The same on {time}: {amount} by {customer}{method}. It was not charged again.",
    paid_after_all="{customer} has paid {amount} of {time} after all{method}. It may be the same "
    "payment, so nothing more was charged.",
    in_the_way="{amount} by {customer} of {time} is not certain yet: a new payment could charge "
    "twice.",
    charge_again="Charge {amount} again",
    charge_anew="Another attempt: {amount}",
    show_anew="Show the new sale",
    money_anew="{this} · new sale: {anew}",
    show_earlier="Show the earlier sale",
    override="Charge all the same (manager)",
    accept="Take it as Stripe says (manager)",
    failed_later="{customer}: {amount} of {time} was not paid after all",
    failed_later_hint="The bank had accepted it and refused it later. No money was taken.",
    failed_more="and {count} more",
    seen="Seen to",
    solved={
        MoneyTaken.YES: "Now certain: the sale of {customer}, {amount}, is paid",
        MoneyTaken.NO: "Now certain: the sale of {customer}, {amount}, was not paid; no money "
        "was taken",
        MoneyTaken.HELD: "Now certain: the sale of {customer}: {amount} is reserved on the card, "
        "not collected",
        MoneyTaken.PENDING: "Now certain: the sale of {customer}, {amount}, was accepted by the "
        "bank; the money is still on its way",
    },
    lapsed="The reservation of {amount} for {customer} has ended; nothing was collected",
    solved_show="Show the sale",
    solved_read="Got it",
    rebuilding="Sales are being read back from Stripe: {count} so far.",
    rebuilt=Counted(
        "One sale was read back from Stripe.",
        "{count} sales were read back from Stripe.",
    ),
    hook_given_up="“{name}” has not taken a message for three days; it was given up.",
    hook_hint="Payments are not affected. “Own programs” in the settings shows what and why.",
    set_aside="The damaged file is kept as {file} in the data folder. Older sales, and what "
    "managers decided, are only in it. Sales that were open are watched again.",
    older="The database may be an older copy, or lack its newest part. What managers decided since "
    "is lost then. Sales that were open are watched again.",
    gone="The database was no longer in the data folder. Older sales, and what managers decided, "
    "were only in it. Sales that were open are watched again.",
    by_name=Counted(
        "One of them carries only the register's name, as earlier versions wrote it: if another "
        "register had the same name, it may be that one's.",
        "{count} of them carry only the register's name, as earlier versions wrote it: if another "
        "register had the same name, some may be that one's.",
    ),
    namesakes=Counted(
        "A sale of another register with the same name was left where it is. Give each register a "
        "name of its own.",
        "{count} sales of another register with the same name were left where they are. Give each "
        "register a name of its own.",
    ),
    manager_title="A manager decides",
    asks={
        DecisionKind.CHARGE_DESPITE_DOUBT: "Charge {customer} {amount}, although it is not known "
        "yet whether {earlier} of {time} was paid. That payment is canceled at Stripe then. If "
        "it is too late for that, the customer may have paid both.",
        DecisionKind.CHARGE_AGAIN: "Charge {customer} {amount} again.",
        DecisionKind.ACCEPT_AS_STRIPE_SAYS: "Book this sale of {customer} as Stripe shows it.",
    },
    question_gone="Nothing is left to decide here. {news}. Whether something is charged now is "
    "asked at the counter.",
    differs="Asked for: {ours}. Stripe shows: {theirs}.",
    other_customer="another customer: {customer}",
    pin="Manager PIN",
    pin_again="The same PIN again",
    first_pin="No PIN was chosen on this computer yet. The manager chooses one now: six to twelve "
    "digits, twice; not one digit repeated, and not counting up or down.",
    reason="Reason",
    reason_placeholder="e.g. the customer showed the bank's refusal",
    decide="Do it and keep the reason",
    back="Back without deciding",
    looking="Asking Stripe …",
    problems={
        "length": "The PIN has six to twelve digits.",
        "too_simple": "That PIN is guessed at once: one digit repeated, or counting up or down. "
        "Choose another one.",
        "different": "The two PINs differ.",
        "already_set": "A PIN was chosen meanwhile. Type that one.",
        "no_pin": "No PIN was chosen yet.",
        "wrong": "That is not the PIN. Tries left: {tries}.",
        "locked": "Too many wrong PINs. Try again in {seconds} s.",
        "unavailable": "The PIN cannot be read: {detail}",
        "spoilt": "The stored PIN is damaged. Delete the entry “manager_pin” of pos_app in this "
        "computer's keyring; then a new PIN is chosen here.",
        "no_reason": "Say why, in a few words. They are kept with the sale; the PIN does not "
        "belong there.",
        "same": "Stripe and the sale agree again; nothing is to be decided.",
        "foreign": "What Stripe shows is not this sale. Only support can help here.",
        "changed_again": "It was changed once more just now. Look at it again.",
        "no_consent": "The decision was not approved.",
        "no_answer": "Stripe did not answer. Try again when the connection is back.",
        "not_written": "The decision could not be written down. Free some space, then try again.",
    },
)
