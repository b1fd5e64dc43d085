/* The page's one script. Gradio runs it in the top pane with `element` and `trigger`; every act of the person goes to
   the server through that one trigger. Nothing is kept in the browser's storage. */
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const root = document.documentElement;
  root.lang = 'fr';

  /* ---------- to the server ---------- */
  const send = (act, data = {}) => {
    rest();
    const busy = act === 'cite' || act === 'document' ? $('.evidence') : act === 'ask' ? $('.ask') : $('#brief');
    busy?.setAttribute('aria-busy', 'true');
    trigger('select', { act, ...data });
  };
  let timer = 0;
  const rest = () => {
    const minutes = Number($('[data-minutes]')?.dataset.minutes || 0);
    clearTimeout(timer);
    if (minutes) timer = setTimeout(() => { document.body.replaceChildren(); location.reload(); }, minutes * 60000);
  };

  /* ---------- passages of the open source ---------- */
  let at = 0;
  const opened = () => ($('.evidence-tools')?.dataset.opened || '').split(' ').filter(Boolean);
  const show = (index) => {
    const ids = opened();
    if (!ids.length) return;
    at = (index + ids.length) % ids.length;
    let first = null;
    for (const mark of $$('.evidence mark')) {
      const on = mark.dataset.q.split(' ').includes(ids[at]);
      mark.classList.toggle('active', on);
      mark.classList.toggle('first', on && !first);
      if (on && !first) first = mark;
    }
    const count = $('.evidence-tools .count');
    count.textContent = `Passage ${at + 1} sur ${ids.length}`;
    const page = $('.evidence-page');
    if (first) page.scrollTop += first.getBoundingClientRect().top - page.getBoundingClientRect().top - 90;
  };

  /* ---------- one listener for every press ---------- */
  const select = (chip) => {
    $$('.citation-chip[aria-current]').forEach((one) => one.removeAttribute('aria-current'));
    $$('.brief-item.selected').forEach((one) => one.classList.remove('selected'));
    chip?.setAttribute('aria-current', 'true');
    chip?.closest('.brief-item')?.classList.add('selected');
  };
  const choose = (chip) => {
    select(chip);
    $('.evidence')?.classList.add('open');
    send('cite', { cite: chip.dataset.cite });
  };
  const copy = async (button) => {
    const text = $('#brief-text')?.textContent || '';
    try { await navigator.clipboard.writeText(text); button.textContent = 'Copié'; }
    catch { button.textContent = 'Copie refusée'; }
    setTimeout(() => { button.textContent = 'Copier'; }, 2000);
  };
  const local = {
    print: () => print(),
    copy,
    close: () => $('.evidence')?.classList.remove('open'),
    expand: () => $$('.brief details').forEach((one) => { one.open = true; }),
  };
  document.addEventListener('click', (event) => {
    const chip = event.target.closest('.citation-chip');
    if (chip) return choose(chip);
    const step = event.target.closest('[data-step]');
    if (step) return show(at + Number(step.dataset.step));
    const tag = event.target.closest('.redaction-tag[data-row]');
    if (tag) return redaction(tag.dataset.row);
    const inside = event.target.closest('a[href^="#"]');
    if (inside) { event.preventDefault(); $(inside.getAttribute('href'))?.scrollIntoView({ block: 'start' }); return; }
    const pressed = event.target.closest('button[data-act]');
    if (!pressed) return;
    const { act, ...data } = pressed.dataset;
    if (local[act]) return local[act](pressed);
    if (act === 'document') $('.evidence')?.classList.add('open');
    send(act, { ...data, ...fields() });
  });
  const fields = () => ({ motif: $('#motif')?.value ?? '', as_of: $('#as-of')?.value ?? '' });
  document.addEventListener('submit', (event) => {
    const form = event.target.closest('form[data-act]');
    if (!form) return;
    event.preventDefault();
    send(form.dataset.act, { ...fields(), ...Object.fromEntries(new FormData(form)) });
    if (form.dataset.act === 'ask') form.reset();
  });
  document.addEventListener('change', (event) => {
    if (event.target.matches('#motif, #as-of')) send('motif', fields());
    else if (event.target.matches('.desk select')) event.target.form.requestSubmit();
  });
  const redaction = (row) => {
    for (const one of $$('.redaction-tag[data-row]')) {
      if (one.dataset.row === row) one.setAttribute('aria-current', 'true');
      else one.removeAttribute('aria-current');
    }
    for (const line of $$('tr[data-row]')) {
      line.classList.toggle('current', line.dataset.row === row);
      if (line.dataset.row === row) line.scrollIntoView({ block: 'nearest' });
    }
  };

  /* ---------- keyboard, when no field has the focus ---------- */
  const step = (by) => {
    const items = $$('.brief-item');
    if (!items.length) return;
    const now = items.indexOf(document.activeElement.closest('.brief-item'));
    const next = items[Math.min(Math.max(now + by, 0), items.length - 1)];
    items.forEach((one) => { one.tabIndex = -1; });
    next.tabIndex = 0;
    next.focus();
  };
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    n: () => show(at + 1),
    p: () => show(at - 1),
    '/': () => $('#question')?.focus(),
    Enter: (event) => {
      if (document.activeElement.matches('.brief-item')) $('.citation-chip', document.activeElement)?.click();
      else return false;
    },
    Escape: () => local.close(),
  };
  document.addEventListener('keydown', (event) => {
    const typing = event.target.matches('input, textarea, select');
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' && event.target.matches('#motif, #as-of')) { event.target.blur(); return; }
    if (typing && event.key !== 'Escape') return;
    if (keys[event.key] && keys[event.key](event) !== false) event.preventDefault();
  });

  /* ---------- what the server sends back ---------- */
  const asked = new URLSearchParams(location.search);
  const seen = {};
  const arrived = () => {
    const turn = $('[data-turn]')?.dataset.turn;
    if (turn && turn !== seen.turn) {
      seen.turn = turn;
      $$('[aria-busy]').forEach((one) => one.removeAttribute('aria-busy'));
      if (asked.has('patient')) {
        send('open', Object.fromEntries(asked));
        asked.delete('patient');
        history.replaceState(null, '', location.pathname);
      }
    }
    const frame = $('[data-screen]')?.dataset;
    if (frame && frame.patient !== seen.patient) {
      seen.patient = frame.patient;
      document.title = frame.title;
      $('.brief')?.scrollTo(0, 0);
      $(seen.patient ? '#brief' : '#cherche')?.focus();
      if (seen.patient) $('.evidence')?.classList.remove('open');
    }
    const made = $('.brief')?.dataset.stamp;
    if (made !== seen.brief) {
      seen.brief = made;
      select($('.brief .brief-item .citation-chip'));
    }
    const stamp = $('.evidence')?.dataset.stamp;
    if (stamp && stamp !== seen.stamp) {
      seen.stamp = stamp;
      $('.timeline-mark[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      show(0);
    }
  };
  new MutationObserver(arrived).observe(document.body, {
    childList: true, subtree: true, attributes: true, attributeFilter: ['data-stamp', 'data-patient', 'data-turn'],
  });
  arrived();
  rest();
})();
