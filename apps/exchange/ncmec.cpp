// NCMEC hash sharing, version 2: the answer to `entries`.  Element names after open clients; the
// official schema is not public.
#include <algorithm>
#include <charconv>

#include "apps/exchange/page.h"
#include "apps/exchange/plain_text.h"
#include "apps/forms/xml.h"

namespace eq::exchange {
namespace {

using forms::Element;

constexpr std::string_view kSpace = "https://hashsharing.ncmec.org/hashsharing/v2";
constexpr std::size_t kElementsMax = 2'000'000;

Refusal wrong(const std::string& where, const std::string& what) {
  return {400, where + ": " + what, "Ask the exchange for the page again; nothing was changed."};
}

const std::string* attribute(const Element& e, std::string_view name) {
  for (const auto& a : e.attributes)
    if (a.space.empty() && a.name == name) return &a.value;
  return nullptr;
}

const Element* child(const Element& e, std::string_view name) {
  const auto it = std::ranges::find(e.children, name, &Element::name);
  return it == e.children.end() ? nullptr : &*it;
}

/// Digits only, all of them.
std::optional<unsigned> digits(std::string_view s) {
  unsigned n = 0;
  const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), n);
  const bool all = ec == std::errc() && end == s.data() + s.size() &&
                   std::ranges::all_of(s, [](char c) { return c >= '0' && c <= '9'; });
  return all ? std::optional(n) : std::nullopt;
}

/// YYYY-MM-DDTHH:MM:SS, up to nine places of a second, Z.
std::optional<Time> instant(std::string_view s) {
  if (s.size() < 20 || s.size() > 30 || s[10] != 'T' || s[13] != ':' || s[16] != ':' ||
      s.back() != 'Z')
    return std::nullopt;
  const auto day = parse_day(s.substr(0, 10));
  const auto h = digits(s.substr(11, 2)), m = digits(s.substr(14, 2)),
             sec = digits(s.substr(17, 2));
  if (!day.ok() || !h || !m || !sec || *h > 23 || *m > 59 || *sec > 60) return std::nullopt;
  std::uint64_t ms = 0;
  if (const auto rest = s.substr(19, s.size() - 20); !rest.empty()) {
    if (rest[0] != '.' || !digits(rest.substr(1))) return std::nullopt;
    const std::string places = (std::string(rest.substr(1)) + "00").substr(0, 3);
    ms = *digits(places);
  }
  return start_of(*day) + *h * kHour_ms + *m * kMinute_ms + *sec * kSecond_ms + ms;
}

std::string lower(std::string s) {
  for (char& c : s)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return s;
}

/// Whether anybody stands under an element of this name, anywhere below.
bool has_votes(const Element& e, std::string_view name) {
  if (e.name == name) {
    const Element* members = child(e, "members");
    return (members && !members->children.empty()) || child(e, "member");
  }
  return std::ranges::any_of(e.children, [&](const Element& c) { return has_votes(c, name); });
}

Result<void, Refusal> decode_fingerprints(const Element& list, const std::string& where, Record& r,
                                          Page& page) {
  for (const auto& f : list.children) {
    if (!f.children.empty()) continue;  // feedback beside the fingerprints: has_votes()
    const auto kind = kind_from(lower(f.name));
    if (!kind.ok()) {
      ++page.not_used[f.name];
      continue;
    }
    auto signal = parse_signal(*kind, f.text);
    if (!signal.ok()) return wrong(where, signal.error().what);
    if (is_telling(*signal))
      r.signals.push_back(*std::move(signal));
    else
      page.meaningless.push_back(r.id);
  }
  return {};
}

Result<void, Refusal> decode_entry(const Element& e, std::size_t n, bool gone, Page& page) {
  const std::string where = "record " + std::to_string(n);
  const Element *id = child(e, "id"), *member = child(e, "member"), *at = child(e, "timestamp");
  const std::string* uploader = member ? attribute(*member, "id") : nullptr;
  if (!id || id->text.empty() || id->text.size() > 200 || !is_plain_text(id->text))
    return wrong(where, "it has no usable id");
  if (!uploader || uploader->size() > 20 || !digits(*uploader))
    return wrong(where, "it has no usable member");
  const auto time = at ? instant(at->text) : std::nullopt;
  if (!time) return wrong(where, "it has no usable timestamp");
  Record r{*uploader + "/" + id->text, *time, gone, {}, {}, {}};
  if (!gone) {
    const Element *prints = child(e, "fingerprints"), *classification = child(e, "classification");
    if (!prints) return wrong(where, "it has no fingerprints");
    TRY(decode_fingerprints(*prints, where, r, page));
    if (classification) r.note = classification->text;
    if (r.note.size() > 32 || !is_plain_text(r.note))
      return wrong(where, "its classification is too long or no plain text");
    const bool yes = has_votes(e, "affirmativeFeedback"), no = has_votes(e, "negativeFeedback");
    r.opinion = yes && no ? "disputed" : yes ? "affirmed" : no ? "rejected" : "";
  }
  page.records.push_back(std::move(r));
  return {};
}

Result<void, Refusal> decode_list(const Element& list, std::string_view one, std::string_view gone,
                                  std::size_t& n, Page& page) {
  const std::string* newest = attribute(list, "maxTimestamp");
  const auto time = newest ? instant(*newest) : std::nullopt;
  if (!time) return wrong(list.name, "it has no usable maxTimestamp");
  page.newest = std::max(page.newest, *time);
  for (const auto& e : list.children) {
    ++n;
    if (e.name != one && e.name != gone)
      return wrong("record " + std::to_string(n),
                   "it is neither " + std::string(one) + " nor " + std::string(gone));
    if (n > kRecordsMax) return wrong("the page", "it has more than 100000 records");
    TRY(decode_entry(e, n, e.name == gone, page));
  }
  if (const std::string* count = attribute(list, "count");
      count && digits(*count) != list.children.size())
    return wrong(list.name, "it says " + count->substr(0, 20) + " records and has " +
                                std::to_string(list.children.size()));
  return {};
}

std::string fault_text(forms::XmlFault f) {
  switch (f) {
    case forms::XmlFault::encoding: return "it is not UTF-8";
    case forms::XmlFault::forbidden:
      return "it has a document type or a processing instruction, which nothing here follows";
    case forms::XmlFault::mixed: return "it has text beside elements";
    case forms::XmlFault::too_large:
    case forms::XmlFault::limit: return "it is larger or deeper than any page of this exchange";
    case forms::XmlFault::not_wellformed:
      return "it is no well-formed XML; perhaps the download was cut off";
  }
  return "it cannot be read";
}

}  // namespace

Result<Page, Refusal> decode_ncmec(View document) {
  auto root = forms::read_xml(document, {kPageSizeMax, kElementsMax});
  if (!root.ok()) return wrong("the page", fault_text(root.error()));
  if (root->name != "queryResult" || root->space != kSpace)
    return wrong("the page", "it is no queryResult of hash sharing, version 2");
  Page page;
  std::size_t n = 0;
  for (const auto& part : root->children) {
    if (part.name == "images")
      TRY(decode_list(part, "image", "deletedImage", n, page));
    else if (part.name == "videos")
      TRY(decode_list(part, "video", "deletedVideo", n, page));
    else if (part.name == "paging") {
      const Element* next = child(part, "next");
      if (!next || next->text.empty() || next->text.size() > 4096 || !is_plain_text(next->text))
        return wrong("paging", "it has no usable next");
      page.next = next->text;
    } else {
      return wrong("the page",
                   "it has an element " + part.name.substr(0, 64) + " that nothing here knows");
    }
  }
  return checked(std::move(page));
}

}  // namespace eq::exchange
