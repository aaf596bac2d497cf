'use strict';

/**
 * Greets the parent and becomes what the parent says: the Payment Element or the controller.
 * Only the window that embeds this frame is listened to, and only a secure or loopback page.
 */
function acceptsOrigin(origin) {
  return /^https:\/\//.test(origin) || /^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?$/.test(origin);
}

function welcomed(event) {
  const { data, source, origin, ports } = event;
  const isWelcome = source === window.parent && data && data.trainingFrame === 'welcome';
  if (!isWelcome || !acceptsOrigin(origin)) return;
  window.removeEventListener('message', welcomed);
  if (data.role === 'controller') new ControllerFrame(data.data, ports[0]);
  else new PaymentFrame(data.data, ports[0], ports[1]);
}

window.addEventListener('message', welcomed);
// A greeting without content may go to any parent; the answer is what is checked.
window.parent.postMessage({ trainingFrame: 'hello' }, '*');
