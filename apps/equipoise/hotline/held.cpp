// `equipoise list held`: each hash that is held or was withdrawn, and where it comes from.
#include "apps/equipoise/frame/kind_option.h"
#include "apps/equipoise/hotline/commands.h"
#include "apps/equipoise/hotline/desk.h"
#include "apps/equipoise/hotline/shown.h"
#include "eq/base/shown.h"

namespace eq::app {
namespace {

struct HeldOptions {
  std::optional<list::Kind> kind;
  std::string provenance;
};

bool is_asked_for(const HeldOptions& options, const hotline::Holding& held) {
  return (!options.kind || held.kind == *options.kind) &&
         held.provenance.find(options.provenance) != std::string::npos;
}

bool is_published(const hotline::ListState& l, const phash::Hash& hash) {
  return std::ranges::any_of(l.entries,
                             [&](const list::CertifiedEntry& e) { return e.entry.hash == hash; });
}

void held(const PartyOptions& party, const HeldOptions& options) {
  const Hotline h(party.home);
  json all = json::array(), gone = json::array();
  std::string text;
  for (const auto& [hash, one] : h.state.holdings) {
    if (!is_asked_for(options, one)) continue;
    const bool listed = is_published(h.state.of(one.kind), hash);
    all.push_back({{"pdq", hash.hex()},
                   {"kind", list::to_text(one.kind)},
                   {"provenance", one.provenance},
                   {"assessor", one.assessor},
                   {"assessed", to_text(one.assessed)},
                   {"until", to_text(one.expires)},
                   {"listed", listed}});
    text += hash.hex() + "  " + std::string(list::to_text(one.kind)) + "  " +
            shown_name(one.provenance) + ", " + shown_name(one.assessor) + ", " +
            to_text(one.assessed) + (listed ? "" : "  not on the list") + "\n";
  }
  // Of what was withdrawn nothing but hash and day is kept.
  for (const auto kind : list::kKinds) {
    if ((options.kind && *options.kind != kind) || !options.provenance.empty()) continue;
    for (const auto& [hash, at] : h.state.of(kind).withdrawn) {
      gone.push_back({{"pdq", hash.hex()}, {"kind", list::to_text(kind)}, {"at", to_text(at)}});
      text += hash.hex() + "  " + std::string(list::to_text(kind)) + "  withdrawn on " +
              to_text(at) + "\n";
    }
  }
  print(party.json, {{"held", all}, {"withdrawn", gone}},
        text.empty() ? "Nothing of the kind is held." : text);
}

}  // namespace

void add_inventory(Command& list) {
  Command& inventory =
      list.add("held", "List each hash that is held or was withdrawn, and where it comes from",
               "--provenance \"case 2026-114\" --home hotline");
  const auto party = inventory.party_options();
  const auto o = std::make_shared<HeldOptions>();
  kind_option(inventory, o->kind);
  inventory.option("--provenance", &o->provenance, "Only those whose provenance says this");
  inventory.action([party, o] { held(*party, *o); });
}

}  // namespace eq::app
