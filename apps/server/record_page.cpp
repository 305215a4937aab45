#include "apps/server/record_page.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "eq/base/html.h"

namespace eq::server {
namespace {

struct KindWord {
  std::string_view word, shown;
  std::optional<wire::LogEntryKind> kind;  // none: the days
};
constexpr std::array<KindWord, 9> kKindWords = {{
    {"order", "Orders", wire::LogEntryKind::order},
    {"intent", "Intents", wire::LogEntryKind::intent},
    {"receipt", "Openings", wire::LogEntryKind::receipt},
    {"act", "Steps of cases", wire::LogEntryKind::act},
    {"answer", "Answers of the service", wire::LogEntryKind::answer},
    {"list", "Lists", wire::LogEntryKind::list_head},
    {"pictures", "Openings of pictures", wire::LogEntryKind::voucher_opening},
    {"key", "Keys", wire::LogEntryKind::key_event},
    {"day", "Days", std::nullopt},
}};
const KindWord* word_of(std::string_view kind) {
  const auto at = std::ranges::find(kKindWords, kind, &KindWord::word);
  return at == kKindWords.end() ? nullptr : &*at;
}

std::optional<std::uint64_t> digits(std::string_view s) {
  if (s.empty() || s.size() > 18) return std::nullopt;
  std::uint64_t n = 0;
  for (const char c : s) {
    if (c < '0' || c > '9') return std::nullopt;
    n = n * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return n;
}

int hex_digit(char c) {
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : -1;
}
/// As a form sends it; at most 40 bytes, for nothing longer is looked for.
std::string typed(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size() && out.size() < 40; ++i) {
    const bool escaped =
        s[i] == '%' && i + 2 < s.size() && hex_digit(s[i + 1]) >= 0 && hex_digit(s[i + 2]) >= 0;
    if (escaped) {
      out += static_cast<char>(hex_digit(s[i + 1]) * 16 + hex_digit(s[i + 2]));
      i += 2;
    } else {
      out += s[i] == '+' ? ' ' : s[i];
    }
  }
  return out;
}

std::string search_form(const RecordQuery& q) {
  std::string out =
      "<form class=\"search\" method=\"get\" action=\"/record\" role=\"search\">\n<label>Kind <select name=\"kind\"><option value=\"\">All</option>";
  for (const auto& k : kKindWords)
    out += "<option value=\"" + std::string(k.word) + "\"" + (q.kind == k.word ? " selected" : "") +
           ">" + std::string(k.shown) + "</option>";
  return out +
         "</select></label>\n<label>Order number <input name=\"order\" inputmode=\"numeric\" value=\"" +
         html_text(q.order) +
         "\"></label>\n<label>Logged on <input name=\"day\" placeholder=\"YYYY-MM-DD\" value=\"" +
         html_text(q.day) +
         "\"></label>\n<button type=\"submit\">Search</button>\n<a href=\"/record\">Everything</a>\n</form>\n";
}

/// The same search, further down.
std::string older(const RecordQuery& q, const platform::PublicPage& page) {
  std::string out = "/record?";
  const auto add = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) out += (out.ends_with('?') ? "" : "&amp;") + name + "=" + value;
  };
  add("kind", html_text(q.kind));
  add("order", html_text(q.order));
  add("day", html_text(q.day));
  add("o", std::to_string(page.orders_below.value_or(0)));
  add("e", std::to_string(page.epochs_below.value_or(0)));
  return out;
}

std::string fact(const std::string& name, const std::string& value) {
  return "<dt>" + name + "</dt><dd>" + value + "</dd>\n";
}

}  // namespace

RecordQuery RecordQuery::parse(std::string_view query) {
  RecordQuery out;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto part = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const auto equals = std::min(part.find('='), part.size());
    const auto name = part.substr(0, equals);
    const auto value = typed(part.substr(std::min(equals + 1, part.size())));
    if (name == "kind") out.kind = value;
    if (name == "order") out.order = value;
    if (name == "day") out.day = value;
    if (name == "o") out.orders_below = digits(value);
    if (name == "e") out.epochs_below = digits(value);
  }
  if (!out.kind.empty() && word_of(out.kind) == nullptr)
    out.fault = "There is no kind of that name.";
  else if (!out.order.empty() && digits(out.order).value_or(UINT64_MAX) > UINT32_MAX)
    out.fault = "An order's number is a number, as 3.";
  else if (!out.day.empty() && !parse_day(out.day).ok())
    out.fault = "Write the day as YYYY-MM-DD, for example 2026-12-01.";
  return out;
}

platform::PublicSearch RecordQuery::search() const {
  platform::PublicSearch out;
  out.orders_below = orders_below;
  out.epochs_below = epochs_below;
  if (const KindWord* k = word_of(kind)) {
    out.kind = k->kind;
    if (!k->kind) out.log = wire::LogName::epochs;
  }
  if (const auto n = digits(order)) out.order = static_cast<std::uint32_t>(*n);
  if (const auto d = parse_day(day); d.ok()) out.day = *d;
  return out;
}

std::string render_record(const RecordQuery& query, const platform::PublicPage& page,
                          const wire::Realm& realm, Time now) {
  std::string main = "<section>\n" + search_form(query);
  if (!query.fault.empty())
    main += "<p class=\"empty\" role=\"alert\">" + html_text(query.fault) + "</p>\n";
  else if (!page.entries.empty())
    main += entries_table(page.entries);
  else
    main += page.ends()
                ? "<p class=\"empty\">Nothing of this is in the record.</p>\n"
                : "<p class=\"empty\">Nothing of this is in the part that was searched.</p>\n";
  main += "<nav class=\"pages\" aria-label=\"Pages\">";
  if (query.orders_below || query.epochs_below) {
    main += "<a href=\"/record?kind=" + html_text(query.kind) +
            "&amp;order=" + html_text(query.order) + "&amp;day=" + html_text(query.day) +
            "\">Newest</a> ";
  }
  if (query.fault.empty() && !page.ends())
    main += "<a rel=\"next\" href=\"" + older(query, page) + "\">Older</a>";
  else if (query.fault.empty())
    main += "<span>This is the end: nothing older is left.</span>";
  return html_document(
      realm, "The record, newest first",
      "All that was ever logged, fifty entries a page. Nothing is ever taken away or changed.",
      main + "</nav>\n</section>\n", now);
}

std::optional<EntryAddress> EntryAddress::parse(std::string_view path) {
  EntryAddress out;
  constexpr std::string_view kOrders = "/record/orders/", kEpochs = "/record/epochs/";
  if (path.starts_with(kEpochs))
    out.log = wire::LogName::epochs;
  else if (!path.starts_with(kOrders))
    return std::nullopt;
  path.remove_prefix(kOrders.size());  // both have the same length
  static_assert(kOrders.size() == kEpochs.size());
  if (path.ends_with(".json")) {
    out.as_json = true;
    path.remove_suffix(std::string_view(".json").size());
  }
  const auto index = digits(path);
  if (!index || (path.size() > 1 && path[0] == '0')) return std::nullopt;
  out.index = *index;
  return out;
}

std::string render_entry(const platform::PublicEntry& e, const wire::Realm& realm, Time now) {
  const std::string log(to_text(e.log)), number = std::to_string(e.index);
  const std::string self = "/record/" + log + "/" + number;
  std::string main = "<section>\n<p><span class=\"tag\">" + std::string(kind_of(e)) +
                     "</span></p>\n<p class=\"sentence\">" + html_text(sentence_for(e)) +
                     "</p>\n<dl class=\"facts\">\n";
  main +=
      fact("Logged", time_tag(e.at) + ", by this server's clock") +
      fact("Place", "entry " + number + " of the " + log + " log") +
      fact("SHA-256", "<code>" + hex(crypto::sha256(e.entry)) + "</code>") +
      fact("For programs", "<a href=\"" + self + ".json\">" + self + ".json</a>, with its bytes") +
      fact("First witnessed",
           "<a href=\"/log/" + log + "/covering/" + number +
               "\">the first checkpoint with it</a>, as soon as a witness has signed one");
  main +=
      "</dl>\n</section>\n<section>\n<h2>Check it yourself</h2>\n<p>This page is what the server says. With the realm file, from somebody "
      "you trust, these commands read the whole log and keep it; the second needs no network, and no server:</p>\n"
      "<pre><code>equipoise audit http://HOST:PORT --realm realm.eqp --save record\n"
      "equipoise audit --offline record --realm realm.eqp</code></pre>\n<nav class=\"pages\" aria-label=\"Neighbours\">";
  if (e.index > 0)
    main += "<a rel=\"prev\" href=\"/record/" + log + "/" + std::to_string(e.index - 1) +
            "\">The entry before</a> ";
  main += "<a rel=\"next\" href=\"/record/" + log + "/" + std::to_string(e.index + 1) +
          "\">The next, if there is one</a></nav>\n</section>\n";
  return html_document(
      realm, "Entry " + number + " of the " + log + " log",
      "One entry of <a href=\"/record\">the record</a>. It stays at this address for ever.", main,
      now);
}

std::string entry_json(const platform::PublicEntry& e) {
  const nlohmann::ordered_json out{
      {"log", to_text(e.log)},   {"index", e.index},
      {"kind", kind_of(e)},      {"sentence", sentence_for(e)},
      {"logged", to_text(e.at)}, {"sha256", hex(crypto::sha256(e.entry))},
      {"entry", hex(e.entry)}};
  return out.dump(2, ' ', true, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace eq::server
