// What a delivery service can do with what passes through it: answer with anything it ever saw or
// can make, lay anything into mailboxes, write into its own logs, sign with its own keys.
#include "eq/franking/day_key.h"
#include "eq/franking/payload.h"
#include "eq/mls/outside.h"
#include "journeys/adversary/decisions.h"
#include "journeys/adversary/forge.h"
#include "journeys/adversary/mail.h"
#include "journeys/adversary/move.h"
#include "journeys/adversary/office_life.h"
#include "parties/platform/rows.h"
#include "parties/platform/step.h"

namespace eq::adversary {
namespace {

std::size_t some_line(World& world, Dice& dice) {
  if (dice.one_in(2)) return dice.below(world.people.size());
  constexpr std::size_t kOffices[] = {kAgency,    kForeign, kCourt,
                                      kModerator, kHotline, kOtherHotline};
  if (dice.one_in(2)) return kOffices[dice.below(std::size(kOffices))];
  return kCustodians + dice.below(world.town.custodians.size());
}

/// One party, all custodians, or all offices: whoever serves the log may show it to each as it
/// likes.
std::vector<std::size_t> some_lines(World& world, Dice& dice) {
  if (dice.one_in(3)) return {some_line(world, dice)};
  std::vector<std::size_t> lines;
  for (std::size_t i = 0; i < world.town.custodians.size(); ++i) lines.push_back(kCustodians + i);
  if (!dice.one_in(2)) lines.insert(lines.end(), {kCourt, kAgency, kForeign});
  return lines;
}

void lie_to(World& world, const std::vector<std::size_t>& lines, Lie lie) {
  for (const std::size_t line : lines) {
    lie.line = line;
    world.lies.push_back(lie);
  }
}

/// "/log/orders/covering/17" and "/log/orders/covering/3" are of one kind.
std::string kind_of(const std::string& path) {
  std::string out;
  for (const char c : path)
    if (c < '0' || c > '9') out += c;
  return out;
}

/// For a while a document is answered as it once was, or as another of its kind or log is.
bool answer_with_another(World& world, Dice& dice) {
  if (world.seen.documents.empty()) return false;
  const auto& [path, versions] = dice.pick(world.seen.documents);
  Lie lie{some_line(world, dice), path, versions[dice.below(versions.size())],
          1 + static_cast<unsigned>(dice.below(20))};
  if (dice.one_in(2)) {
    const auto& [other, bodies] = dice.pick(world.seen.documents);
    const bool alike = kind_of(other) == kind_of(path);
    const bool notes =
        path.find("c") != std::string::npos && other.find("checkpoint") != std::string::npos;
    if (alike || notes) lie.instead = bodies.back();
  }
  world.lies.push_back(std::move(lie));
  return true;
}

/// The heads of a log stand still for somebody: what was said last is all there is.
bool stop_the_clock(World& world, Dice& dice) {
  const std::string log = dice.one_in(2) ? "/log/orders/checkpoint" : "/log/epochs/checkpoint";
  const auto it = world.seen.documents.find(log);
  if (it == world.seen.documents.end()) return false;
  const Bytes then = dice.one_in(2) ? it->second.back() : dice.pick(it->second);
  lie_to(world, some_lines(world, dice), {0, log, then, 200});
  return true;
}

/// An office decides on an order, and custodians and court are shown the log of before for longer
/// than an old view counts.
bool hide_a_decision(World& world, Dice& dice) {
  const std::string log = "/log/orders/checkpoint";
  const Bytes before = world.town.service->get(log).body;
  if (before.empty() || !decide(world, dice)) return false;
  world.look_at_the_log();
  for (std::size_t i = 0; i < world.town.custodians.size(); ++i)
    world.lies.push_back({kCustodians + i, log, before, 200});
  if (!dice.one_in(3)) world.lies.push_back({kCourt, log, before, 200});
  if (!world.in_haste) let_time_pass(world, kStale_ms + 30 * kMinute_ms);
  return true;
}

/// Whatever anybody asks about when an entry was first covered, the newest checkpoint is the
/// answer: the newest of now, or of when it is asked.
bool cover_later(World& world, Dice& dice) {
  const std::string log = dice.one_in(4) ? "/log/epochs" : "/log/orders";
  const auto newest = world.seen.documents.find(log + "/checkpoint");
  if (newest == world.seen.documents.end()) return false;
  Lie lie{0, log + "/covering/", newest->second.back(), 400};
  if (dice.one_in(2)) lie.as = newest->first;
  lie_to(world, some_lines(world, dice), lie);
  return true;
}

bool answer_a_verb_as_before(World& world, Dice& dice) {
  if (world.seen.replies.empty()) return false;
  const auto& [verb, bodies] = dice.pick(world.seen.replies);
  const Bytes body = dice.pick(bodies);
  for (std::size_t i = 0; i < world.people.size(); ++i)
    if (dice.one_in(2))
      world.lies.push_back({i, verb, body, 1 + static_cast<unsigned>(dice.below(4))});
  return true;
}

/// To some the service answers everything as it answered long ago, except where it has said that
/// something was taken.
bool live_in_the_past(World& world, Dice& dice) {
  if (world.seen.replies.empty()) return false;
  const std::size_t first = dice.below(world.people.size()),
                    last = dice.one_in(2) ? first : world.people.size() - 1;
  for (const auto& [verb, bodies] : world.seen.replies)
    for (std::size_t line = first; line <= last && verb.ends_with(".get"); ++line)
      world.lies.push_back({line, verb, bodies[dice.below(bodies.size())], 30});
  return true;
}

bool withhold(World& world, Dice& dice) {
  if (world.seen.documents.empty()) return false;
  world.lies.push_back({some_line(world, dice), dice.pick(world.seen.documents).first, std::nullopt,
                        1 + static_cast<unsigned>(dice.below(10))});
  return true;
}

bool tell_the_truth_again(World& world, Dice&) {
  const bool lied = !world.lies.empty() || !world.mail.empty();
  world.make_peace();
  return lied;
}

/// The service knows conversation, epoch and its own key packages; everything else it has only seen
/// pass.
bool lay_a_handshake(World& world, Dice& dice) {
  if (world.conversations.empty()) return false;
  const auto id = dice.pick(world.conversations);
  auto& sybil = world.mallory().state();
  const std::size_t victim = dice.below(kMallory);
  const auto at = world.people[victim]->state().conversations.find(id);
  if (at == world.people[victim]->state().conversations.end() || !at->second.group) return false;
  const std::uint64_t epoch = at->second.group->epoch();
  Bytes body;
  switch (dice.below(4)) {
    case 0:
    case 1:
      if (sybil.key_packages.empty()) return false;
      body = mls::join_proposal(id.view(), epoch, dice.pick(sybil.key_packages));
      break;
    case 2:
      if (world.seen.handshakes.empty()) return false;
      body = dice.pick(world.seen.handshakes).second;
      if (!body.empty() && dice.one_in(2))
        body[dice.below(body.size())] ^= static_cast<std::uint8_t>(1 + dice.below(255));
      break;
    default:
      if (world.seen.messages.empty()) return false;
      body = dice.pick(world.seen.messages).second;
  }
  bool laid = false;
  for (std::size_t i = 0; i < kMallory; ++i)
    if (i == victim || dice.one_in(2))
      laid |= lay_into_mailbox(world, world.people[i]->id(), wire::DeliveryKind::commit, id, body,
                               dice);
  return laid;
}

/// An entry of the service's own making, put straight into its log: nobody asks it to check.
bool write_into_the_log(World& world, Dice& dice) {
  const auto entry = forge_entry(world, dice);
  if (!entry) return false;
  auto& store = world.town.service->store();
  platform::Reply reply;
  if (!store.begin_step().ok()) return false;
  platform::LogBook book(world.town.realm);
  platform::Step step{*world.town.service_keys,
                      world.town.realm,
                      store,
                      world.town.now,
                      world.town.rng,
                      reply,
                      book};
  const bool written = step.append(wire::LogName::orders, *entry).ok();
  if (!store.keep_step().ok() || !written) return false;
  world.town.service->cosign(wire::LogName::orders);
  return true;
}

/// One person's messages get stamps under a key that the service certifies and does not log.
bool stamp_apart(World& world, Dice& dice) {
  const std::size_t victim = dice.below(kMallory);
  world.stamped_apart = victim;
  world.mail[victim] = [&world](std::vector<wire::Delivery>& deliveries) {
    for (auto& d : deliveries) stamp_anew(d, world.second_stamp, [](franking::Stamp&) {});
  };
  return true;
}

/// A letter of any kind to any office, in the service's name or in that of whoever else the
/// adversary holds.
bool write_a_letter(World& world, Dice& dice) { return post_forged_letter(world, dice); }

constexpr Seats kService{Seat::service};
constexpr Move kMoves[] = {
    {"answer with another document", kService, 12, answer_with_another},
    {"let a log's head stand still", kService, 5, stop_the_clock},
    {"hide a decision", kService, 6, hide_a_decision},
    {"cover entries later", kService, 6, cover_later},
    {"answer as before", kService, 5, answer_a_verb_as_before},
    {"live in the past", kService, 5, live_in_the_past},
    {"withhold", kService, 4, withhold},
    {"tell the truth again", kService, 5, tell_the_truth_again},
    {"lay a handshake into mailboxes", kService, 8, lay_a_handshake},
    {"write into the log", kService, 4, write_into_the_log},
    {"stamp apart", kService, 2, stamp_apart},
    {"write a letter", kService, 4, write_a_letter},
};

}  // namespace

std::span<const Move> service_moves() { return kMoves; }

}  // namespace eq::adversary
