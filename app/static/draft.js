// Keeps what is typed into a form on this phone until it is sent: a call may come in between.
// Only for forms marked data-draft, about oneself; never where a child's data is typed. Two days at most.
(function () {
  var days = 2 * 24 * 3600 * 1000, prefix = "draft:";
  function each(list, act) { Array.prototype.forEach.call(list, act); }
  function forget(start) {
    Object.keys(localStorage).forEach(function (key) {
      if (key.indexOf(prefix + start) === 0) localStorage.removeItem(key);
    });
  }
  try {
    var done = document.querySelector("[data-draft-forget]");
    if (done) return forget(done.getAttribute("data-draft-forget"));
    var form = document.querySelector("[data-draft]");
    if (!form) return;
    var key = prefix + form.getAttribute("data-draft");
    var fields = form.querySelectorAll("input[type=text],input[type=radio],select,textarea");
    var kept = JSON.parse(localStorage.getItem(key) || "{}");
    if (kept.at && Date.now() - kept.at < days) each(fields, function (field) {
      if (!(field.name in kept.values)) return;
      if (field.type !== "radio") field.value = field.value || kept.values[field.name];
      else if (!form.querySelector('[name="' + field.name + '"]:checked')) field.checked = field.value === kept.values[field.name];
    });
    form.addEventListener("input", function () {
      var now = new Date(), values = {};
      each(fields, function (field) { if (field.type !== "radio" || field.checked) values[field.name] = field.value; });
      localStorage.setItem(key, JSON.stringify({ at: now.getTime(), values: values }));
      var time = now.getHours() + ":" + ("0" + now.getMinutes()).slice(-2);
      var note = form.querySelector("[data-draft-note]");
      note.querySelector("span").textContent = note.getAttribute("data-draft-note").replace("{time}", time);
    });
  } catch (closed) { /* a phone that keeps nothing loses only this comfort: each step is kept by its cookie */ }
})();
