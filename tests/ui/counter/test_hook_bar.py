"""A message that the shop's own program never took is told where somebody sees it."""

from PySide6.QtWidgets import QLabel

from pos_app.domain.events import HookGivenUp


def test_a_message_that_is_given_up_is_told_with_the_name_of_the_hook(at_desk):
    async def scenario(desk):
        desk.world.services.bus.publish(HookGivenUp("stock"))
        bar = desk.find("fault_bar")
        assert bar.isVisible()
        said = " ".join(part.text() for part in bar.findChildren(QLabel))
        assert "“stock” has not taken a message" in said
        assert "Payments are not affected" in said

    at_desk(scenario)
