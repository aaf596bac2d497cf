"""The page about Stripe's deliveries in the real window."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from pos_app.domain.events import ListenerChanged
from pos_app.domain.intake import ListenerHealth, ListenerState, Refusal
from pos_app.domain.modes import Mode
from pos_app.services.webhooks import secrets_name
from pos_app.ui.views.webhook_page import WebhookPage
from tests.support.fake_clock import settle

URL = "http://127.0.0.1:4242/stripe/webhook"
SECRET = "whsec_" + "a" * 32
PADDING = 16
"""What a line keeps free on each side of its text, in pixels, its border included."""


class Listener:
    """``ports.webhooks.WebhookIntake`` that the test speaks for."""

    def __init__(self):
        self.secrets = ()
        self.now = ListenerHealth(ListenerState.LISTENING, URL)

    def use(self, secrets):
        self.secrets = tuple(secrets)

    def health(self):
        return self.now

    async def start(self, _port):
        return self.now.state

    async def stop(self):
        """Nothing to end."""


async def opened(desk):
    listener = Listener()
    await desk.webhooks.open(listener)
    desk.driver.click("settings_button")
    desk.driver.click("webhooks_settings")
    await settle()
    return listener


def test_it_opens_from_the_settings_and_copies_the_address(at_desk):
    async def scenario(desk):
        await opened(desk)
        assert desk.find("webhooks", WebhookPage).isVisible()
        assert desk.find("webhook_url", QLineEdit).text() == URL
        desk.driver.click("copy_webhook_url")
        assert QGuiApplication.clipboard().text() == URL
        assert desk.find("webhooks_notice_text", QLabel).text() == "Copied."
        desk.driver.click("copy_webhook_command")
        assert QGuiApplication.clipboard().text().startswith("stripe listen --forward-to ")

    at_desk(scenario, mode=Mode.TEST)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_address_is_read_whole_whatever_the_port(at_desk, language):
    async def scenario(desk):
        await opened(desk)
        field = desk.find("webhook_url", QLineEdit)
        widest = URL.replace("4242", "44444")
        room = field.width() - 2 * PADDING
        assert field.fontMetrics().horizontalAdvance(widest) < room

    at_desk(scenario, mode=Mode.TRAINING, language=language)


def test_secrets_are_never_readable_and_leave_the_field_when_stored(at_desk):
    async def scenario(desk):
        listener = await opened(desk)
        field = desk.find("webhook_secrets", QLineEdit)
        field.setText(SECRET)
        assert SECRET not in field.displayText()
        desk.driver.click("keep_webhook_secrets")
        await desk.driver.until("the secret is in force", lambda: bool(listener.secrets))
        await settle()
        assert field.text() == ""
        assert desk.secrets.get(secrets_name(Mode.TEST)).reveal() == SECRET
        shown = [label.text() for label in desk.window.findChildren(QLabel)]
        assert not any("whsec_a" in text for text in shown)

    at_desk(scenario, mode=Mode.TEST)


def test_the_page_follows_what_arrives_and_survives_a_change_of_looks(at_desk):
    async def scenario(desk):
        listener = await opened(desk)
        listener.now = ListenerHealth(
            ListenerState.LISTENING, URL, accepted=3, refused={Refusal.WRONG_SIGNATURE: 2}
        )
        await desk.world.clock.advance(1)
        assert desk.find("webhook_health_3", QLabel).text() == "3 new, 0 known already"
        assert "2 × wrong signature" in desk.find("webhook_health_4", QLabel).text()
        desk.driver.click("webhooks_back")
        desk.driver.click("settings_button")
        chooser = desk.find("set_theme")
        chooser.setCurrentIndex(chooser.findText("Dark"))
        desk.driver.click("save_settings")
        await settle()
        desk.driver.click("settings_button")
        desk.driver.click("webhooks_settings")
        listener.now = ListenerHealth(ListenerState.LISTENING, URL, accepted=4)
        await desk.world.clock.advance(2)
        assert desk.find("webhook_health_3", QLabel).text() == "4 new, 0 known already"
        assert desk.find("webhook_port", QLineEdit).text() == "4242"

    at_desk(scenario, mode=Mode.TEST)


def test_in_training_there_is_nothing_to_do(at_desk):
    async def scenario(desk):
        await opened(desk)
        assert desk.find("webhook_training", QLabel).isVisible()
        assert not desk.find("webhook_secrets", QLineEdit).isVisible()

    at_desk(scenario)


def test_a_taken_port_is_told_until_another_one_works(at_desk):
    async def scenario(desk):
        desk.world.services.bus.publish(ListenerChanged(ListenerState.PORT_TAKEN, 4242))
        bar = desk.find("fault_bar", QWidget)
        assert bar.isVisible()
        assert "port 4242" in desk.find("fault_title", QLabel).text()
        assert desk.find("search", QLineEdit).isEnabled()
        desk.world.services.bus.publish(ListenerChanged(ListenerState.LISTENING, 4243))
        assert not bar.isVisible()

    at_desk(scenario, mode=Mode.TEST)


def test_a_button_without_an_address_cannot_be_pressed(at_desk):
    async def scenario(desk):
        desk.driver.click("settings_button")
        desk.driver.click("webhooks_settings")
        await settle()
        assert not desk.find("copy_webhook_url", QPushButton).isEnabled()

    at_desk(scenario, mode=Mode.TEST)
