'use strict';

/* The window over the page. It asks which bank page to show, and watches until that is answered. */

const ASK_AGAIN_MS = 400;
const WORDS = {
  en: { title: 'Confirmation by the bank', close: 'Cancel' },
  de: { title: 'Bestätigung durch die Bank', close: 'Abbrechen' },
};

class ChallengeWindow {
  constructor({ key, locale, appearance, clientSecret }, port) {
    this.peer = new Peer(port, {});
    this.api = new Api(key, textsFor(locale));
    this.clientSecret = clientSecret;
    this.locale = locale;
    this.done = false;
    this.bank = document.getElementById('bank');
    const words = WORDS[locale] || WORDS.en;
    document.documentElement.lang = locale;
    document.documentElement.classList.toggle('night', appearance.theme === 'night');
    document.getElementById('title').textContent = words.title;
    this.bank.title = words.title;
    const close = document.getElementById('close');
    close.textContent = words.close;
    close.addEventListener('click', () => this.cancel());
    document.addEventListener('keydown', (event) => event.key === 'Escape' && this.cancel());
    window.addEventListener('message', (event) => this.bankSaid(event));
    this.open();
  }

  async open() {
    const answer = await this.ask();
    if (answer.error || !answer.value.pending) {
      this.finish('answered');
      return;
    }
    this.id = answer.value.id;
    this.bankOrigin = new URL(answer.value.url).origin;
    window.focus();
    this.bank.addEventListener('load', () => this.bank.focus(), { once: true });
    this.bank.src = `${answer.value.url}?locale=${this.locale}&night=${this.isNight}`;
    this.watch();
  }

  get isNight() {
    return document.documentElement.classList.contains('night') ? 1 : 0;
  }

  ask() {
    return this.api.post('/v1/elements/challenges', { client_secret: this.clientSecret });
  }

  /** A bank page in a window of its own answers the server, not this window: look now and then. */
  async watch() {
    while (!this.done) {
      await new Promise((resolve) => {
        this.wake = resolve;
        setTimeout(resolve, ASK_AGAIN_MS);
      });
      if (this.done) return;
      const answer = await this.ask();
      if (answer.value && (!answer.value.pending || answer.value.id !== this.id)) this.finish('answered');
    }
  }

  /** Only the bank's own frame, from the bank's own origin, may say that it is finished. */
  bankSaid(event) {
    if (event.origin !== this.bankOrigin || event.source !== this.bank.contentWindow) return;
    if (!event.data) return;
    if (event.data.trainingBank === 'answered') this.wake();
    if (event.data.trainingBank === 'escape') this.cancel();
    if (event.data.trainingBank === 'height') {
      this.bank.style.height = `${Math.min(Math.max(event.data.height, 200), 640)}px`;
    }
  }

  /** Closing the window is a failed authentication, and said so to the bank. */
  async cancel() {
    if (this.done || !this.id) return;
    await this.api.post(`/acs/${this.id}`, { outcome: 'fail' });
    this.finish('answered');
  }

  finish(outcome) {
    if (this.done) return;
    this.done = true;
    this.peer.notify('finished', outcome);
  }
}

function welcomed(event) {
  const { data, source, ports } = event;
  if (source !== window.parent || !data || data.trainingFrame !== 'welcome') return;
  window.removeEventListener('message', welcomed);
  new ChallengeWindow(data.data, ports[0]);
}

window.addEventListener('message', welcomed);
window.parent.postMessage({ trainingFrame: 'hello' }, '*');
