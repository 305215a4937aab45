// Lists and vouchers: what people and hotlines do with them, and what one hotline, or the service,
// can do beyond that.
#include "eq/list/entry.h"
#include "journeys/adversary/list_life.h"
#include "journeys/adversary/move.h"
#include "journeys/adversary/people_life.h"
#include "journeys/lists.h"
#include "parties/platform/step.h"

namespace eq::adversary {
namespace {

bool publish(World& world, Dice& dice) {
  const bool published =
      world.tally.lists < 4 && publish_list(world, world.reporting || dice.one_in(2));
  if (published) read_list(world, dice.below(world.people.size()));
  return published;
}

bool read(World& world, Dice& dice) {
  const auto people = world.honest_people();
  return read_list(world, dice.pick(people));
}

/// Mostly pictures of nothing; three listed ones only of Mallory, so that a case is the exception.
bool send(World& world, Dice& dice) {
  if (!world.reporting) return false;
  const std::size_t person = dice.below(world.people.size());
  const bool sent = send_picture(
      world, person, person == kMallory ? dice.below(kListed) : dice.below(2) + 10 * dice.below(2));
  if (sent && dice.one_in(2)) work_as_holders(world), moderate(world);
  return sent;
}

/// A hotline signs what the other certified, and keeps it back.
bool keep_a_head_back(World& world, Dice& dice) {
  auto& a = world.town.hotlines[0];
  auto& b = world.town.hotlines[1];
  auto h = world.environment(kHotline), hb = world.environment(kOtherHotline);
  const Bytes before = a.save();
  const std::vector<list::RegionRule> rules{
      journeys::rule(world.town, "NL", list::Mode::warn_user_only)};
  if (!hotline::propose(a, h, b.name,
                        {journeys::kUsual,
                         rules,
                         200 + static_cast<std::uint32_t>(dice.below(100)),
                         {},
                         hotline::IfAnswered::propose_anew})
           .ok())
    return false;
  const auto certified = hotline::certify(b, hb);
  if (!certified.ok()) return false;
  for (const auto& c : certified->done) world.truth.heads.insert(c.head.id());
  // It publishes to a service of its own and so learns the entry; then it goes on as if nothing had
  // been.
  struct Catch final : wire::Transport {
    Catch(wire::Transport& line, World& all) : line(line), world(all) {}
    Result<Bytes> call(wire::Verb verb, View request) override {
      if (verb != wire::Verb::log_append) return line.call(verb, request);
      auto asked = decode<wire::SignedRequest>(request);
      if (asked.ok())
        if (auto append = decode<wire::LogAppend>(asked->body); append.ok()) {
          world.kept_back.push_back(append->entry);
          world.kept_blobs.push_back(append->blobs);
        }
      return Err::unavailable;
    }
    Result<Bytes> get(std::string_view path) override { return line.get(path); }
    wire::Transport& line;
    World& world;
  };
  Catch line(world.line(kHotline), world);
  wire::Environment caught{world.town.realm, line, [] {}, world.town.now, world.town.rng};
  const std::size_t kept = world.kept_back.size();
  (void)hotline::publish(a, caught, journeys::kUsual);
  if (dice.one_in(2))
    if (auto again = hotline::State::load(before); again.ok()) a = std::move(*again);
  return world.kept_back.size() > kept;
}

bool hand_in(World& world, const Bytes& entry, const std::vector<Bytes>& blobs) {
  journeys::Loopback line(*world.town.service);
  const wire::LogAppend append{wire::LogName::orders, std::nullopt, entry, blobs};
  return wire::ask(line, {world.town.hotlines[0].signing, world.town.realm.name}, world.town.now,
                   world.town.rng, append)
      .ok();
}

bool hand_a_kept_head_in(World& world, Dice& dice) {
  if (world.kept_back.empty()) return false;
  const std::size_t i = dice.below(world.kept_back.size());
  const bool taken = hand_in(world, world.kept_back[i], world.kept_blobs[i]);
  // What was countersigned and is the next version may be published by either.
  const auto head = tlog::parse_entry<list::SignedHead>(world.kept_back[i]);
  if (taken && head.ok()) world.truth.lists.try_emplace(head->head.version, world.town.now);
  return taken;
}

/// A head that it alone signed, once or twice, or with the other hotline of its own jurisdiction.
bool sign_a_head_alone(World& world, Dice& dice) {
  auto& a = world.town.hotlines[0];
  auto h = world.environment(kHotline);
  const auto n = picture(3);
  const list::Entry entry{n.fingerprint.hash,
                          {},
                          journeys::kUsual,
                          "analyst 1",
                          "drill",
                          world.town.now,
                          world.town.now + kDay_ms,
                          world.town.rng.array<16>()};
  const auto& another = world.town.hotlines[dice.one_in(2) ? 2 : 0].signing;
  const std::vector<list::CertifiedEntry> entries{
      {entry, {list::attest(entry, a.signing), list::attest(entry, another)}}};
  const auto published = wire::ask(world.line(kHotline), wire::ListGet{journeys::kUsual});
  const auto last = published.ok() ? decode<list::SignedHead>(published->head)
                                   : Result<list::SignedHead>(Err::missing);
  hotline::Proposal p;
  p.kind = journeys::kUsual;
  p.version = last.ok() ? last->head.version + 1 : 1;
  if (last.ok()) p.previous = last->head.id();
  p.regions = {journeys::rule(world.town, "NL", list::Mode::warn_user_only)};
  p.issued = world.town.now;
  p.expires = world.town.now + 30 * kDay_ms;
  const auto filter =
      hotline::compute_filter(a, h, entries, p.tokens, a.of(p.kind).filler, p.kind, p.version);
  if (!filter.ok()) return false;
  list::SignedHead head{hotline::head_of(p, entries, *filter, world.town.realm, {}, {}, {}), {}};
  head.signatures.push_back(list::sign_head(head.head, a.signing));
  if (!dice.one_in(3)) head.signatures.push_back(list::sign_head(head.head, another));
  return hand_in(world, tlog::entry_of(head), {filter->encode()});
}

/// Another day for an entry that the other hotline attested.
bool move_an_entry(World& world, Dice& dice) {
  auto& a = world.town.hotlines[0];
  if (a.of(journeys::kUsual).entries.empty()) return false;
  auto& [entry, attestations] = dice.pick(a.of(journeys::kUsual).entries);
  if (attestations.empty()) return false;
  entry.expires = entry.expires + kDay_ms;
  for (auto& at : attestations)
    if (at.key == a.signing.verify_key()) at = list::attest(entry, a.signing);
  return true;
}

/// The service makes vouchers of pictures that it has, as if somebody had sent them.
bool invent_vouchers(World& world, Dice& dice) {
  if (!world.reporting) return false;
  const std::size_t victim = dice.below(kMallory);
  auto h = world.mallory().environment();
  const auto read = client::read_list(world.mallory().state(), h, journeys::kUsual);
  if (!read.ok()) return false;
  const auto table = wire::table_of(*read);
  if (!table.ok()) return false;
  const auto& terms = table->reporting().terms;
  const auto master = world.town.rng.secret<32>();
  bool laid = false;
  for (std::uint64_t n = 1; n <= 3; ++n) {
    const voucher::Context context{world.people[victim]->id(), terms.table, 1000 + n};
    const voucher::AccountCurves curves(master, context.of_curves(), terms.curves);
    const auto p = picture(n - 1);
    voucher::Inner inner{p.fingerprint.hash, p.second, p.derivative, {}, {}};
    voucher::sign_inner(
        inner, encode(context),
        dice.one_in(2) ? world.mallory().state().me.device : world.town.service_keys->stamp);
    auto made = voucher::make_voucher(
        voucher::probes_of(p.fingerprint, read->list.head().tokens, world.town.rng), inner,
        table->table(), terms, curves, encode(context), world.town.rng);
    if (!made.ok()) return laid;
    auto& store = world.town.service->store();
    platform::Reply reply;
    if (!store.begin_step().ok()) return laid;
    platform::LogBook book(world.town.realm);
    platform::Step step{*world.town.service_keys,
                        world.town.realm,
                        store,
                        world.town.now,
                        world.town.rng,
                        reply,
                        book};
    const platform::Sender as_victim{world.people[victim]->state().me.device.verify_key(),
                                     world.people[victim]->id(), std::nullopt};
    laid |=
        platform::vouchers_put(step, as_victim, {terms.table, 1000 + n, std::move(made->voucher)})
            .ok();
    if (!store.keep_step().ok()) return laid;
  }
  work_as_holders(world);
  moderate(world);
  return laid;
}

constexpr Seats kHotlineSeat{Seat::hotline};
constexpr Seats kListSeats{Seat::hotline, Seat::service};
constexpr Move kMoves[] = {
    {"publish list", kListSeats, 12, publish},
    {"read list", kListSeats, 12, read},
    {"send a picture", kListSeats, 3, send},
    {"keep a head back", kHotlineSeat, 5, keep_a_head_back},
    {"hand a kept head in", kHotlineSeat, 5, hand_a_kept_head_in},
    {"sign a head alone", kHotlineSeat, 3, sign_a_head_alone},
    {"move an entry", kHotlineSeat, 2, move_an_entry},
    {"invent vouchers", {Seat::service}, 6, invent_vouchers},
};

}  // namespace

std::span<const Move> list_moves() { return kMoves; }

}  // namespace eq::adversary
