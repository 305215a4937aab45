#include "apps/equipoise/hotline/shown.h"

namespace eq::app {
namespace {

using json = nlohmann::ordered_json;

constexpr std::uint64_t kWarnedBefore_ms = 7 * kDay_ms;

json signers_json(const list::SignedHead& s, const wire::Realm& realm) {
  json by = json::array();
  for (const auto& sig : s.signatures) {
    for (const auto& c : realm.hotlines) {
      if (c.org.signing == sig.key)
        by.push_back({{"name", c.org.name}, {"jurisdiction", c.jurisdiction}});
    }
  }
  return by;
}

std::string above_threshold(unsigned threshold, unsigned synthetic, unsigned notice_days) {
  return "\n  a report needs more than " + std::to_string(threshold) +
         " listed pictures of one account; " + std::to_string(synthetic) +
         " vouchers in 256 are synthetic; notice after " + std::to_string(notice_days) + " days";
}

std::string_view why(list::Reason r) {
  switch (r) {
    case list::Reason::withdrawn: return "withdrawn by a hotline";
    case list::Reason::expired: return "its time was over";
    case list::Reason::disputed: return "withdrawn after somebody disputed it";
  }
  return "";
}

/// The hash of an entry that left the list, if we ever knew it.
const phash::Hash* hash_of(const hotline::ListState& known, const crypto::Digest& name) {
  const auto gone = known.taken_off.find(name);
  return gone == known.taken_off.end() ? nullptr : &gone->second.hash;
}

void say(std::string& text, std::size_t n, const std::string& what) {
  if (n > 0) text += (text.empty() ? "" : ", ") + what + " " + std::to_string(n);
}

}  // namespace

json reporting_json(const std::optional<list::Reporting>& r) {
  if (!r) return nullptr;
  return {{"threshold", r->terms.curves.threshold},
          {"synthetic_in_256", r->terms.synthetic},
          {"rows", r->rows},
          {"table", hex(r->terms.table)},
          {"holders", r->holders.size()},
          {"holders_needed", r->threshold},
          {"notice_days", r->notice_days}};
}

std::string reporting_text(const std::optional<list::Reporting>& r) {
  if (!r) return "";
  return above_threshold(r->terms.curves.threshold, r->terms.synthetic, r->notice_days) + "; " +
         std::to_string(r->threshold) + " of " + counted(r->holders.size(), "hotline", "hotlines") +
         " evaluate";
}

json terms_json(const std::optional<hotline::ReportTerms>& t) {
  if (!t) return nullptr;
  return {{"threshold", t->curves.threshold},
          {"curves", t->curves.curves},
          {"synthetic_in_256", t->synthetic},
          {"notice_days", t->notice_days}};
}

std::string terms_text(const std::optional<hotline::ReportTerms>& t) {
  return t ? above_threshold(t->curves.threshold, t->synthetic, t->notice_days) : "";
}

json hashes(const std::vector<phash::Hash>& all) {
  json j = json::array();
  for (const auto& h : all) j.push_back(h.hex());
  return j;
}

std::string declined_text(const std::vector<phash::Hash>& declined) {
  std::string text;
  for (const auto& h : declined) text += "\n  declined: " + h.hex();
  return text;
}

json regions_json(std::span<const list::RegionRule> rules) {
  json regions = json::array();
  for (const auto& r : rules) {
    regions.push_back({{"region", r.region}, {"mode", list::to_text(r.mode)}});
    if (r.basis)
      regions.back().update({{"instrument", r.basis->instrument},
                             {"article", r.basis->article},
                             {"until", to_text(r.basis->until)},
                             {"signed_by", r.basis->signed_by}});
  }
  return regions;
}

std::string region_text(const list::RegionRule& r, Time now) {
  std::string text = r.region + ": " + std::string(list::to_text(r.mode));
  if (!r.basis) return text + (r.mode == list::Mode::off ? "" : ", without a legal basis");
  return text + ", " + r.basis->instrument + ", " + r.basis->article +
         (r.basis->until <= now ? ", ENDED " : ", until ") + to_text(r.basis->until) +
         ", signed by " + r.basis->signed_by;
}

std::string life_text(Time expires, Time now) {
  if (expires <= now)
    return "EXPIRED on " + to_text(expires) +
           ": phones compare nothing with it. Publish the next version.";
  if (now + kWarnedBefore_ms <= expires) return "";
  const auto days = (expires.ms - now.ms) / kDay_ms;
  return (days == 0   ? std::string("Less than a day is left")
          : days == 1 ? std::string("1 day is left")
                      : std::to_string(days) + " days are left") +
         ": publish the next version before " + to_text(expires) + ", or phones compare nothing.";
}

json head_json(const ShownHead& shown, const wire::Realm& realm, Time now) {
  const list::SignedHead& s = shown.signed_head;
  json removed = json::array();
  for (const auto& r : s.head.removed) {
    const auto* hash = hash_of(shown.known, r.entry);
    removed.push_back({{"entry", hex(r.entry)},
                       {"pdq", hash ? json(hash->hex()) : json(nullptr)},
                       {"reason", list::to_text(r.reason)},
                       {"at", to_text(r.at)}});
  }
  const bool expired = s.head.expires <= now;
  return {
      {"kind", list::to_text(s.head.kind)},
      {"version", s.head.version},
      {"index", shown.index},
      {"head", hex(s.head.id())},
      {"filter", hex(s.head.filter_digest)},
      {"slots", s.head.slots},
      {"false_positive_rate", list::false_positive_rate(s.head.slots, s.head.tokens.probes())},
      {"certified_by", signers_json(s, realm)},
      {"regions", regions_json(s.head.regions)},
      {"reporting", reporting_json(s.head.reporting)},
      {"removed", removed},
      {"disputes", {{"upheld", s.head.disputes.upheld}, {"withdrawn", s.head.disputes.withdrawn}}},
      {"issued", to_text(s.head.issued)},
      {"expires", to_text(s.head.expires)},
      {"expired", expired},
      {"days_left", expired ? 0 : (s.head.expires.ms - now.ms) / kDay_ms}};
}

std::string head_text(const ShownHead& shown, const wire::Realm& realm, Time now) {
  const auto& head = shown.signed_head.head;
  std::string text = "Version " + std::to_string(head.version) + " of the " +
                     std::string(list::to_text(head.kind)) + " list, entry " +
                     std::to_string(shown.index) + " of the order log, until " +
                     to_text(head.expires);
  if (const auto life = life_text(head.expires, now); !life.empty()) text += "\n  " + life;
  std::string signers;
  for (const auto& by : signers_json(shown.signed_head, realm))
    signers += (signers.empty() ? "" : " and ") + by["name"].get<std::string>() + " (" +
               by["jurisdiction"].get<std::string>() + ")";
  text += "\n  certified by " + signers;
  for (const auto& r : head.regions) text += "\n  region " + region_text(r, now);
  text += reporting_text(head.reporting);
  for (const auto& r : head.removed) {
    const auto* hash = hash_of(shown.known, r.entry);
    text += "\n  taken off: " +
            (hash ? hash->hex() : "an entry that was never known here, " + hex(r.entry)) + ", " +
            std::string(why(r.reason)) + ", " + to_text(r.at);
  }
  if (const auto& d = head.disputes; d.upheld != 0 || d.withdrawn != 0)
    text += "\n  disputes answered: " + std::to_string(d.upheld) + " upheld, " +
            std::to_string(d.withdrawn) + " withdrawn";
  return text + "\n  filter " + hex(head.filter_digest) + ", " + "with room for " +
         std::to_string(head.slots) + " marks of pictures";
}

json changes_json(const hotline::Changes& c) {
  return {{"added", hashes(c.added)},
          {"renewed", hashes(c.renewed)},
          {"withdrawn", hashes(c.withdrawn)},
          {"expired", hashes(c.expired)},
          {"kept", c.kept}};
}

std::string changes_text(const hotline::Changes& c) {
  std::string text;
  say(text, c.added.size(), "adds");
  say(text, c.renewed.size(), "renews");
  say(text, c.withdrawn.size(), "takes off as withdrawn");
  say(text, c.expired.size(), "takes off as expired");
  say(text, c.kept, "keeps");
  return "The next version " + (text.empty() ? "has no entry" : text) +
         ", before the other hotline declines any.";
}

}  // namespace eq::app
