// What somebody can do who reports, and somebody who hears what others send to the service.
#include "eq/wire/auth.h"
#include "eq/wire/letter.h"
#include "journeys/adversary/move.h"
#include "journeys/adversary/people_life.h"
#include "parties/client/reporting.h"

namespace eq::adversary {
namespace {

/// An item of any conversation that the reporter has, or one changed in some part.
franking::Item changed(World& world, Dice& dice, const franking::Item& item) {
  franking::Item out = item;
  auto* full = std::get_if<franking::FullItem>(&out.content);
  if (full == nullptr) return out;
  switch (dice.below(8)) {
    case 0: {
      auto content = franking::decode_content(full->f);
      if (!content.ok()) break;
      content->content = to_bytes("I did it");
      full->f = encode(*content);
      break;
    }
    case 1: full->sender = world.people[dice.below(world.people.size())]->id(); break;
    case 2: full->stamp.time = full->stamp.time + dice.below(3) * kHour_ms; break;
    case 3: full->stamp.seq += 1; break;
    case 4: full->header.conversation = dice.pick(world.conversations); break;
    case 5: full->stamp.chain[0] ^= 1; break;
    case 6: full->message_hash[0] ^= 1; break;
    default: full->header.mls_epoch += 1;
  }
  return out;
}

/// A report of what was shown, in which something was changed, left out, shown twice or moved.
bool report_falsely(World& world, Dice& dice) {
  auto& s = world.mallory().state();
  if (s.conversations.empty()) return false;
  const auto& [id, c] = dice.pick(s.conversations);
  if (c.history.empty()) return false;
  franking::Report report;
  report.conversation = id;
  const std::size_t n = 1 + dice.below(std::min<std::size_t>(3, c.history.size()));
  for (std::size_t i = c.history.size() - n; i < c.history.size(); ++i)
    report.items.push_back(franking::show(c.history[i].record));
  switch (dice.below(8)) {
    case 0: report.conversation = dice.pick(world.conversations); break;
    case 3: std::swap(report.items.front(), report.items.back()); break;
    case 4: break;  // as it was, whenever that was
    case 1: report.items.push_back(report.items.back()); break;
    case 2:
      report.items.erase(report.items.begin() +
                         static_cast<std::ptrdiff_t>(dice.below(report.items.size())));
      break;
    default: {
      auto& item = dice.pick(report.items);
      item = changed(world, dice, item);
    }
  }
  report.note = "look";
  auto h = world.mallory().environment();
  const auto to = wire::Address::of(world.town.realm.moderator.signing);
  const auto letter =
      wire::seal_letter(to, world.town.realm.moderator.hpke, wire::LetterKind::report,
                        encode(report), s.me.device, h.now, h.rng);
  if (!letter.ok() || !client::ask(s, h, wire::DeskPost{to, *letter}).ok()) return false;
  const auto turn = moderate(world);
  return turn && !turn->cases_opened.empty();
}

/// What somebody else once asked is asked again: as it was, or under a fresh number.
bool ask_again(World& world, Dice& dice) {
  if (world.seen.requests.empty()) return false;
  const auto [verb, overheard] = dice.pick(world.seen.requests);
  auto request = decode<wire::SignedRequest>(overheard);
  if (!request.ok()) return false;
  if (dice.one_in(3)) request->nonce = world.town.rng.array<16>();
  const bool taken = world.town.service->handle(verb, encode(*request)).code == wire::Code::ok;
  if (taken) world.fail("request", "a request is taken that nobody made now");
  return taken;
}

/// A record of somebody else's account with a device that is not the owner's.
bool register_for_another(World& world, Dice& dice) {
  Person& victim = *world.people[dice.below(kMallory)];
  const auto& before = victim.state().me.record;
  auto& mallory = world.mallory().state().me;
  auto record = wire::next_record(before);
  record.device_keys.push_back(mallory.device.verify_key());
  wire::sign_record(record, mallory.account);
  record.account_key = before.account_key;
  const bool taken = wire::ask(world.mallory().line, wire::AccountRegister{record}).ok();
  if (taken) world.fail("directory", "the directory takes a record that its account never signed");
  return taken;
}

constexpr Seats kMember{Seat::member};
constexpr Move kMoves[] = {
    {"report falsely", kMember, 7, report_falsely},
    {"ask again", kMember, 5, ask_again},
    {"register for another", {Seat::member, Seat::lost}, 2, register_for_another},
};

}  // namespace

std::span<const Move> reporter_moves() { return kMoves; }

}  // namespace eq::adversary
