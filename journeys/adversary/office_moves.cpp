// What an office can do with its key beyond its office.
#include "journeys/adversary/forge.h"
#include "journeys/adversary/move.h"
#include "journeys/lists.h"

namespace eq::adversary {
namespace {

bool log_anything(World& w, Dice& dice) {
  const auto entry = forge_entry(w, dice);
  return entry && hand_in(w, dice, *entry);
}

bool write_a_letter(World& w, Dice& dice) { return post_forged_letter(w, dice); }

/// The agency sends custodians requests in which parts of its openings are exchanged.
bool mix_requests(World& w, Dice& dice) {
  auto& s = *w.town.agency;
  if (s.openings.size() < 2) return false;
  auto& one = dice.pick(s.openings).second;
  auto& two = dice.pick(s.openings).second;
  if (&one == &two) return false;
  switch (dice.below(3)) {
    case 0: std::swap(one.intent_index, two.intent_index); break;
    case 1: one.envelopes.insert(one.envelopes.end(), two.envelopes.begin(), two.envelopes.end()); break;
    default: one.court = two.court;
  }
  return true;
}

/// The court makes a day now and publishes it when it likes.
bool prepare_early(World& w, Dice& dice) {
  auto h = w.office<court::Hands>();
  return court::prepare_day(*w.town.court, h, day_of(w.town.now) + 1 + static_cast<std::uint32_t>(dice.below(2))).ok();
}

/// A hotline signs what the other certified, and keeps it back.
bool keep_a_head_back(World& w, Dice& dice) {
  auto& a = w.town.curators[0];
  auto& b = w.town.curators[1];
  if (!a.of(journeys::kUsual).proposed && !w.kept_back.empty()) return false;
  auto h = w.office<curator::Hands>();
  const Bytes before = a.save();
  const std::vector<list::RegionRule> rules{journeys::rule(w.town, "*", list::Mode::warn_user_only)};
  if (!curator::propose(a, h, b.name, {journeys::kUsual, rules, 300, {}}).ok() || !curator::certify(b, h).ok()) return false;
  // It publishes to a service of its own and so learns the entry; then it goes on as if nothing had been.
  struct Catch final : wire::Transport {
    Catch(wire::Transport& line, World& w) : line(line), w(w) {}
    Result<Bytes> call(wire::Verb verb, View request) override {
      if (verb != wire::Verb::log_append) return line.call(verb, request);
      auto asked = decode<wire::SignedRequest>(request);
      if (asked.ok())
        if (auto append = decode<wire::LogAppend>(asked->body); append.ok()) {
          w.kept_back.push_back(append->entry);
          w.kept_blobs.push_back(append->blobs);
        }
      return Err::unavailable;
    }
    Result<Bytes> get(std::string_view path) override { return line.get(path); }
    wire::Transport& line;
    World& w;
  };
  Catch line(*w.town.office_line, w);
  wire::Hands caught{w.town.realm, line, [] {}, w.town.now, w.town.rng};
  (void)curator::publish(a, caught, journeys::kUsual);
  if (dice.one_in(2))
    if (auto again = curator::State::load(before); again.ok()) a = std::move(*again);
  return !w.kept_back.empty();
}

bool hand_a_kept_head_in(World& w, Dice& dice) {
  if (w.kept_back.empty()) return false;
  const std::size_t i = dice.below(w.kept_back.size());
  journeys::Loopback line(*w.town.service);
  const wire::LogAppend append{wire::LogName::orders, std::nullopt, w.kept_back[i], w.kept_blobs[i]};
  return wire::ask(line, {w.town.curators[0].signing, w.town.realm.name}, w.town.now, w.town.rng, append).ok();
}

constexpr Seats kOfficeSeats{Seat::agency, Seat::court, Seat::custodian, Seat::hotline};
constexpr Move kMoves[] = {
    {"log anything", kOfficeSeats, 12, log_anything},
    {"write a letter", kOfficeSeats, 4, write_a_letter},
    {"mix requests", {Seat::agency}, 6, mix_requests},
    {"prepare a day early", {Seat::court}, 5, prepare_early},
    {"keep a head back", {Seat::hotline}, 5, keep_a_head_back},
    {"hand a kept head in", {Seat::hotline}, 5, hand_a_kept_head_in},
};

}  // namespace

std::span<const Move> office_moves() { return kMoves; }

}  // namespace eq::adversary
