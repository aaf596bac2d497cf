'use strict';

/**
 * An iframe of the simulator's origin and the private port to it.
 *
 * The frame says hello to its parent; only a hello from this very window and the simulator's
 * origin is answered, and the answer (with the port) is addressed to that origin alone.
 */
class FrameLink {
  constructor({ path, title, role, setup, handlers }) {
    this.role = role;
    this.setup = setup;
    this.handlers = handlers;
    this.peer = null;
    this.queue = [];
    this.iframe = document.createElement('iframe');
    this.iframe.src = `${SIMULATOR_ORIGIN}${path}?v=${BUILD}`;
    this.iframe.title = title;
    this.iframe.setAttribute('frameborder', '0');
    this.onMessage = (event) => this.greet(event);
    window.addEventListener('message', this.onMessage);
  }

  greet(event) {
    const ours = event.origin === SIMULATOR_ORIGIN && event.source === this.iframe.contentWindow;
    if (!ours || !event.data || event.data.trainingFrame !== 'hello') return;
    if (this.peer) this.peer.close();
    const channel = new MessageChannel();
    this.peer = new Peer(channel.port1, this.handlers);
    const { data, ports } = this.setup();
    event.source.postMessage(
      { trainingFrame: 'welcome', role: this.role, data },
      SIMULATOR_ORIGIN,
      [channel.port2, ...ports],
    );
    for (const send of this.queue.splice(0)) send();
  }

  /** Ask the frame; waits for the frame to load when it must. */
  call(method, params, transfer) {
    if (this.peer) return this.peer.call(method, params, transfer);
    return new Promise((resolve, reject) => {
      this.queue.push(() => this.peer.call(method, params, transfer).then(resolve, reject));
      this.queue[this.queue.length - 1].reject = reject;
    });
  }

  notify(method, params, transfer) {
    if (this.peer) this.peer.notify(method, params, transfer);
    else this.queue.push(() => this.peer.notify(method, params, transfer));
  }

  /** Remove the frame and free everything that hung on it. */
  close() {
    window.removeEventListener('message', this.onMessage);
    if (this.peer) this.peer.close();
    this.peer = null;
    for (const send of this.queue.splice(0)) {
      if (send.reject) send.reject(new Error('The frame is closed.'));
    }
    this.iframe.remove();
  }
}
