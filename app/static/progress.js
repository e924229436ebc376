/* Keeps a running round's page fresh: fetches it again and puts in only the parts that changed. */
(function () {
  "use strict";
  var every = 3000;
  function freshen() {
    fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" } })
      .then(function (answer) {
        if (!answer.ok || answer.redirected) { throw new Error("away"); }
        return answer.text();
      })
      .then(function (text) {
        var fresh = new DOMParser().parseFromString(text, "text/html");
        var state = fresh.getElementById("state");
        if (!state || state.dataset.state !== document.getElementById("state").dataset.state) {
          location.reload();
          return;
        }
        document.querySelectorAll("[data-live]").forEach(function (part) {
          var other = fresh.getElementById(part.id);
          if (other && other.innerHTML !== part.innerHTML) { part.innerHTML = other.innerHTML; }
        });
        /* announced at a change of stage only */
        var said = document.getElementById("said"), news = fresh.getElementById("said");
        if (said && news && said.textContent !== news.textContent) { said.textContent = news.textContent; }
        setTimeout(freshen, every);
      })
      .catch(function () { setTimeout(freshen, every * 3); });
  }
  setTimeout(freshen, every);
})();
