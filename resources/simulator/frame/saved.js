'use strict';

/** Removing saved methods and correcting their expiry, through the CustomerSession. */
class SavedMethods {
  constructor(frame) {
    this.frame = frame;
  }

  request(choice, action, params) {
    const { api, session } = this.frame;
    return api.post(`/v1/elements/payment_methods/${choice.method.id}/${action}`, {
      elements_session: session.id, ...params,
    });
  }

  async remove(choice) {
    const { frame } = this;
    const answer = await frame.busy(() => this.request(choice, 'detach', {}));
    this.tell('savedpaymentmethodremove', choice, answer);
    if (answer.error) return;
    frame.session.saved = frame.session.saved.filter((method) => method.id !== choice.method.id);
    frame.draw(null);
    frame.announce();
    frame.picker.focus();
  }

  async updateExpiry(choice, { month, year }) {
    const { frame } = this;
    const params = { card: { exp_month: month, exp_year: year } };
    const answer = await frame.busy(() => this.request(choice, 'update', params));
    this.tell('savedpaymentmethodupdate', choice, answer);
    if (answer.error) return;
    Object.assign(choice.method.card, { exp_month: month, exp_year: year });
    choice.showExpiry();
    choice.tools[0].click();
    choice.button.focus();
  }

  tell(name, choice, answer) {
    const detail = { success: !answer.error, payment_method: publicMethod(choice.method) };
    if (answer.error) detail.error = answer.error.message;
    this.frame.event(name, detail);
  }
}
