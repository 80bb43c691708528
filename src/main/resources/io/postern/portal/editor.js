// Makes answering comfortable where scripts run (SPEC 8.6): an editor, a draft that keeps itself,
// files that come while one writes and go on after a broken line. Without it the form works as it
// stands. Ours, whole, and without parts from elsewhere; no HTML is ever made of text here.
'use strict';
(() => {
  const form = document.getElementById('answer');
  if (!form || !window.fetch || !window.FormData) {
    return;
  }
  const PIECE = 8 * 1024 * 1024;
  const PAUSE = 1500;
  const draft = form.dataset.draft;
  const token = form.elements.csrf.value;
  const plain = document.getElementById('text');
  const editor = document.getElementById('editor');
  const rich = form.elements.rich;
  const kept = form.querySelector('.kept');
  const says = form.querySelector('.says');
  const list = document.getElementById('enclosed');
  const chooser = document.getElementById('files');
  const rowShape = document.getElementById('enclosedrow').content;
  const sayings = document.getElementById('sayings').content;

  const words = (key, values) => {
    let text = sayings.querySelector('[data-say="' + key + '"]').textContent;
    Object.entries(values || {}).forEach(([name, value]) => {
      text = text.replace('{' + name + '}', () => value);
    });
    return text;
  };
  const say = (text) => {
    says.textContent = text;
    says.hidden = !text;
  };

  // ── the editor ──

  const empty = () => editor.textContent.trim() === '';
  plain.closest('.field').hidden = true;
  plain.disabled = true;
  editor.contentEditable = 'true';
  editor.parentElement.hidden = false;
  document.execCommand('defaultParagraphSeparator', false, 'p');
  document.execCommand('styleWithCSS', false, false);
  if (plain.autofocus) {
    editor.focus();
  }

  const parentOf = (tag) => {
    const at = window.getSelection().anchorNode;
    const element = at && (at.nodeType === 1 ? at : at.parentElement);
    const found = element && element.closest(tag);
    return found && editor.contains(found) ? found : null;
  };
  const isOn = (command) =>
    command === 'quote'
      ? parentOf('blockquote') !== null
      : command !== 'link' && document.queryCommandState(command);
  const buttons = Array.from(form.querySelectorAll('[data-edit]'));
  const show = () => {
    if (document.activeElement === editor) {
      buttons
        .filter((button) => button.hasAttribute('aria-pressed'))
        .forEach((button) => button.setAttribute('aria-pressed', isOn(button.dataset.edit)));
    }
  };
  document.addEventListener('selectionchange', show);

  const linkRow = document.getElementById('linkrow');
  const linkTo = document.getElementById('linkto');
  let place = null;
  const openLink = (open) => {
    linkRow.hidden = !open;
    form.querySelector('[data-edit="link"]').setAttribute('aria-expanded', open);
    if (open) {
      const selection = window.getSelection();
      place = selection.rangeCount && editor.contains(selection.anchorNode)
        ? selection.getRangeAt(0).cloneRange()
        : null;
      linkTo.value = '';
      linkTo.focus();
    } else {
      editor.focus();
    }
  };
  const addLink = () => {
    const typed = linkTo.value.trim();
    openLink(false);
    if (!typed) {
      return;
    }
    const href = /^(https?:|mailto:|tel:)/i.test(typed) ? typed : 'https://' + typed;
    const selection = window.getSelection();
    if (place) {
      selection.removeAllRanges();
      selection.addRange(place);
    }
    if (selection.isCollapsed) {
      const link = document.createElement('a');
      link.href = href;
      link.textContent = typed;
      const range = selection.getRangeAt(0);
      range.insertNode(link);
      range.setStartAfter(link);
      range.collapse(true);
    } else {
      document.execCommand('createLink', false, href);
    }
    changed();
  };
  const edit = (command) => {
    if (command === 'link') {
      openLink(linkRow.hidden);
      return;
    }
    editor.focus();
    if (command === 'quote') {
      document.execCommand(parentOf('blockquote') ? 'outdent' : 'formatBlock', false, 'blockquote');
    } else {
      document.execCommand(command, false);
    }
    show();
    changed();
  };
  buttons.forEach((button) => {
    // The words that were marked stay marked.
    button.addEventListener('mousedown', (event) => event.preventDefault());
    button.addEventListener('click', () => edit(button.dataset.edit));
  });
  document.getElementById('linkadd').addEventListener('click', addLink);
  linkTo.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      addLink();
    } else if (event.key === 'Escape') {
      openLink(false);
    }
  });
  editor.addEventListener('paste', (event) => {
    const files = event.clipboardData.files;
    event.preventDefault();
    if (files.length) {
      Array.from(files).forEach(bring);
    } else {
      document.execCommand('insertText', false, event.clipboardData.getData('text/plain'));
    }
  });

  // ── the draft ──

  let timer = 0;
  let dirty = false;
  let over = false;

  const written = () => {
    const data = new FormData();
    data.set('csrf', token);
    data.set('text', '');
    data.set('rich', empty() ? '' : editor.innerHTML);
    const to = form.querySelector('input[name="to"]:checked');
    if (to) {
      data.set('to', to.value);
    }
    return data;
  };
  const keep = (leaving) => {
    if (!dirty || over) {
      return;
    }
    dirty = false;
    const body = written();
    const short = editor.innerHTML.length < 30000;
    fetch(draft, { method: 'PUT', body, keepalive: leaving && short, credentials: 'same-origin' })
      .then((answer) => {
        if (answer.ok) {
          return answer.text().then((text) => {
            kept.textContent = text;
          });
        }
        if (answer.status === 403 || answer.status === 404 || answer.redirected) {
          over = true;
          kept.textContent = words('ended');
          return undefined;
        }
        throw new Error(String(answer.status));
      })
      .catch(() => {
        dirty = true;
        kept.textContent = words('notkept');
        later(10000);
      });
  };
  const later = (wait) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => keep(false), wait);
  };
  const changed = () => {
    dirty = true;
    later(PAUSE);
  };
  editor.addEventListener('input', changed);
  form.addEventListener('change', (event) => {
    if (event.target.name === 'to') {
      changed();
    }
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') {
      keep(true);
    }
  });
  form.querySelector('.keep').hidden = true;

  // ── the files ──

  const queue = [];
  let active = null;
  let waiting = false;

  const size = (octets) => {
    const units = ['B', 'kB', 'MB', 'GB'];
    let value = octets;
    let unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
      value /= 1000;
      unit += 1;
    }
    const digits = value < 10 && unit > 1 ? 1 : 0;
    const number = value.toLocaleString(document.documentElement.lang, {
      maximumFractionDigits: digits,
    });
    return number + ' ' + units[unit];
  };

  const row = (name, existing) => {
    let item = existing;
    if (!item) {
      item = rowShape.cloneNode(true).firstElementChild;
      item.querySelector('b').textContent = name;
      list.append(item);
    } else if (!item.querySelector('progress')) {
      const shape = rowShape.querySelector('progress').cloneNode(true);
      item.querySelector('.name').append(shape);
    }
    list.hidden = false;
    const button = item.querySelector('.remove');
    button.setAttribute('aria-label', words('remove', { name }));
    button.hidden = false;
    return item;
  };

  const ask = (method, url, headers, body, onProgress) =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open(method, url);
      Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
      request.onload = () => resolve(request);
      request.onerror = () => resolve(null);
      request.onabort = () => resolve(null);
      request.ontimeout = () => resolve(null);
      if (onProgress) {
        request.upload.onprogress = onProgress;
      }
      if (active) {
        active.request = request;
      }
      request.send(body);
    });
  const offsetOf = (request) => Number(request.getResponseHeader('Upload-Offset'));

  const breathe = (seconds) =>
    new Promise((resolve) => {
      const go = () => {
        window.clearTimeout(wake);
        window.removeEventListener('online', go);
        resolve();
      };
      const wake = window.setTimeout(go, seconds * 1000);
      window.addEventListener('online', go);
    });

  const progress = (job, sent) => {
    const percent = job.file.size ? Math.floor((100 * sent) / job.file.size) : 100;
    const bar = job.item.querySelector('progress');
    bar.value = percent;
    const shown = words('progress', { percent: percent + ' %' });
    bar.setAttribute('aria-label', job.file.name + ', ' + shown);
    job.item.querySelector('.state').textContent =
      size(sent) + ' / ' + size(job.file.size) + ' · ' + percent + ' %';
    // Read aloud by quarters, not by every step.
    const quarter = Math.floor(percent / 25);
    if (quarter > job.quarter && percent < 100) {
      job.quarter = quarter;
      say(job.file.name + ', ' + shown);
    }
  };

  const begin = async (job) => {
    const data = new URLSearchParams();
    data.set('csrf', token);
    data.set('name', job.file.name);
    data.set('size', job.file.size);
    data.set('type', job.file.type);
    data.set('modified', job.file.lastModified);
    for (let wait = 1; !job.removed; wait = Math.min(30, wait * 2)) {
      const answer = await ask('POST', draft + '/file', {}, data);
      if (answer && answer.status === 201) {
        job.url = answer.getResponseHeader('Location');
        job.id = job.url.slice(job.url.lastIndexOf('/') + 1);
        const before = list.querySelector('[data-file="' + CSS.escape(job.id) + '"]');
        if (before && before !== job.item) {
          job.item.remove();
          job.item = row(job.file.name, before);
          listen(job);
        }
        job.item.dataset.file = job.id;
        return offsetOf(answer);
      }
      if (answer && answer.status < 500) {
        const text = answer.getResponseHeader('Content-Type').startsWith('text/plain');
        throw new Error(text ? answer.responseText : '');
      }
      say(words('broken'));
      await breathe(wait);
    }
    throw new Error('');
  };

  const send = async (job) => {
    let offset = await begin(job);
    progress(job, offset);
    let wait = 1;
    while (offset < job.file.size && !job.removed) {
      const from = offset;
      const answer = await ask(
        'PATCH',
        job.url,
        {
          'Content-Type': 'application/offset+octet-stream',
          'Upload-Offset': String(from),
          'X-Postern-Form': token,
        },
        job.file.slice(from, from + PIECE),
        (event) => progress(job, from + event.loaded),
      );
      if (answer && (answer.status === 204 || answer.status === 409)) {
        offset = offsetOf(answer);
        wait = 1;
        say('');
      } else if (answer && answer.status < 500) {
        throw new Error('');
      } else if (!job.removed) {
        say(words('broken'));
        await breathe(wait);
        wait = Math.min(30, wait * 2);
        const now = await ask('HEAD', job.url, {}, null);
        if (now && now.status === 200) {
          offset = offsetOf(now);
          say('');
        } else if (now && now.status < 500) {
          throw new Error('');
        }
      }
    }
  };

  const finished = (job) => {
    const bar = job.item.querySelector('progress');
    if (bar) {
      bar.remove();
    }
    job.item.querySelector('.state').textContent = size(job.file.size) + ' · ' + words('here');
    if (!job.item.querySelector('input[name="enclosed"]')) {
      const field = document.createElement('input');
      field.type = 'hidden';
      field.name = 'enclosed';
      field.value = job.id;
      job.item.append(field);
    }
    say(words('done', { name: job.file.name }));
  };

  const work = async () => {
    if (active) {
      return;
    }
    while (queue.length) {
      active = queue.shift();
      const job = active;
      try {
        await send(job);
        if (!job.removed) {
          finished(job);
        }
      } catch (failed) {
        if (!job.removed) {
          job.item.remove();
          list.hidden = !list.children.length;
          waiting = false;
          say((words('failed', { name: job.file.name }) + ' ' + failed.message).trim());
        }
      }
      active = null;
    }
    if (waiting) {
      waiting = false;
      form.requestSubmit(form.querySelector('.send'));
    }
  };

  const remove = (item, job) => {
    const name = item.querySelector('b').textContent;
    if (job) {
      job.removed = true;
      const at = queue.indexOf(job);
      if (at >= 0) {
        queue.splice(at, 1);
      } else if (active === job && job.request) {
        job.request.abort();
      }
    }
    const id = item.dataset.file;
    const next = item.nextElementSibling || item.previousElementSibling;
    item.remove();
    list.hidden = !list.children.length;
    (next ? next.querySelector('.remove') : chooser).focus();
    say(words('removed', { name }));
    if (id) {
      fetch(draft + '/file/' + encodeURIComponent(id), {
        method: 'DELETE',
        headers: { 'X-Postern-Form': token },
        credentials: 'same-origin',
      }).catch(() => {});
    }
  };
  function listen(job) {
    job.item.querySelector('.remove').onclick = () => remove(job.item, job);
  }

  function bring(file) {
    const job = { file, item: row(file.name), quarter: 0, removed: false };
    listen(job);
    queue.push(job);
    work();
  }

  Array.from(list.children).forEach((item) => {
    const button = item.querySelector('.remove');
    button.hidden = false;
    button.onclick = () => remove(item, null);
    const takes = item.querySelector('.takes');
    if (takes) {
      takes.hidden = true;
    }
  });
  chooser.addEventListener('change', () => {
    Array.from(chooser.files).forEach(bring);
    chooser.value = '';
  });
  form.querySelector('.dropword').hidden = false;
  const carriesFiles = (event) =>
    event.dataTransfer && Array.from(event.dataTransfer.types).includes('Files');
  document.addEventListener('dragover', (event) => {
    if (carriesFiles(event)) {
      event.preventDefault();
      form.classList.add('over');
    }
  });
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) {
      form.classList.remove('over');
    }
  });
  document.addEventListener('drop', (event) => {
    if (carriesFiles(event)) {
      event.preventDefault();
      form.classList.remove('over');
      Array.from(event.dataTransfer.files).forEach(bring);
    }
  });

  // ── sending ──

  form.addEventListener('submit', (event) => {
    if (active || queue.length) {
      event.preventDefault();
      waiting = true;
      say(words('wait'));
      return;
    }
    window.clearTimeout(timer);
    dirty = false;
    over = true;
    rich.value = empty() ? '' : editor.innerHTML;
  });
  // Shown again from the browser's memory: the page may be written on again.
  window.addEventListener('pageshow', () => {
    over = false;
  });
})();
