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

bool publish(World& w, Dice& dice) {
  const bool published = w.tally.lists < 4 && publish_list(w, w.reporting || dice.one_in(2));
  if (published) read_list(w, dice.below(w.people.size()));
  return published;
}

bool read(World& w, Dice& dice) {
  const auto people = w.honest_people();
  return read_list(w, dice.pick(people));
}

/// Mostly pictures of nothing; three listed ones only of Mallory, so that a case is the exception.
bool send(World& w, Dice& dice) {
  if (!w.reporting) return false;
  const std::size_t person = dice.below(w.people.size());
  const bool sent = send_picture(
      w, person, person == kMallory ? dice.below(kListed) : dice.below(2) + 10 * dice.below(2));
  if (sent && dice.one_in(2)) work_as_holders(w), moderate(w);
  return sent;
}

/// A hotline signs what the other certified, and keeps it back.
bool keep_a_head_back(World& w, Dice& dice) {
  auto& a = w.town.hotlines[0];
  auto& b = w.town.hotlines[1];
  auto h = w.hands(kHotline), hb = w.hands(kOtherHotline);
  const Bytes before = a.save();
  const std::vector<list::RegionRule> rules{
      journeys::rule(w.town, "NL", list::Mode::warn_user_only)};
  if (!hotline::propose(
           a, h, b.name,
           {journeys::kUsual, rules, 200 + static_cast<std::uint32_t>(dice.below(100)), {}})
           .ok())
    return false;
  const auto certified = hotline::certify(b, hb);
  if (!certified.ok()) return false;
  for (const auto& c : certified->done) w.truth.heads.insert(c.head.id());
  // It publishes to a service of its own and so learns the entry; then it goes on as if nothing had
  // been.
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
  Catch line(w.line(kHotline), w);
  wire::Hands caught{w.town.realm, line, [] {}, w.town.now, w.town.rng};
  const std::size_t kept = w.kept_back.size();
  (void)hotline::publish(a, caught, journeys::kUsual);
  if (dice.one_in(2))
    if (auto again = hotline::State::load(before); again.ok()) a = std::move(*again);
  return w.kept_back.size() > kept;
}

bool hand_in(World& w, const Bytes& entry, const std::vector<Bytes>& blobs) {
  journeys::Loopback line(*w.town.service);
  const wire::LogAppend append{wire::LogName::orders, std::nullopt, entry, blobs};
  return wire::ask(line, {w.town.hotlines[0].signing, w.town.realm.name}, w.town.now, w.town.rng,
                   append)
      .ok();
}

bool hand_a_kept_head_in(World& w, Dice& dice) {
  if (w.kept_back.empty()) return false;
  const std::size_t i = dice.below(w.kept_back.size());
  const bool taken = hand_in(w, w.kept_back[i], w.kept_blobs[i]);
  // What was countersigned and is the next version may be published by either.
  const auto head = tlog::parse_entry<list::SignedHead>(w.kept_back[i]);
  if (taken && head.ok()) w.truth.lists.try_emplace(head->head.version, w.town.now);
  return taken;
}

/// A head that it alone signed, once or twice, or with the other hotline of its own jurisdiction.
bool sign_a_head_alone(World& w, Dice& dice) {
  auto& a = w.town.hotlines[0];
  auto h = w.hands(kHotline);
  const auto n = picture(3);
  const list::Entry entry{n.fingerprint.hash,
                          {},
                          journeys::kUsual,
                          "analyst 1",
                          "drill",
                          w.town.now,
                          w.town.now + kDay_ms,
                          w.town.rng.array<16>()};
  const auto& another = w.town.hotlines[dice.one_in(2) ? 2 : 0].signing;
  const std::vector<list::CertifiedEntry> entries{
      {entry, {list::attest(entry, a.signing), list::attest(entry, another)}}};
  const auto published = wire::ask(w.line(kHotline), wire::ListGet{journeys::kUsual});
  const auto last = published.ok() ? decode<list::SignedHead>(published->head)
                                   : Result<list::SignedHead>(Err::missing);
  hotline::Proposal p;
  p.kind = journeys::kUsual;
  p.version = last.ok() ? last->head.version + 1 : 1;
  if (last.ok()) p.previous = last->head.id();
  p.regions = {journeys::rule(w.town, "NL", list::Mode::warn_user_only)};
  p.issued = w.town.now;
  p.expires = w.town.now + 30 * kDay_ms;
  const auto filter =
      hotline::compute_filter(a, h, entries, p.tokens, a.of(p.kind).filler, p.kind, p.version);
  if (!filter.ok()) return false;
  list::SignedHead head{hotline::head_of(p, entries, *filter, w.town.realm, {}, {}, {}), {}};
  head.signatures.push_back(list::sign_head(head.head, a.signing));
  if (!dice.one_in(3)) head.signatures.push_back(list::sign_head(head.head, another));
  return hand_in(w, tlog::entry_of(head), {filter->encode()});
}

/// Another day for an entry that the other hotline attested.
bool move_an_entry(World& w, Dice& dice) {
  auto& a = w.town.hotlines[0];
  if (a.of(journeys::kUsual).entries.empty()) return false;
  auto& [entry, attestations] = dice.pick(a.of(journeys::kUsual).entries);
  if (attestations.empty()) return false;
  entry.expires = entry.expires + kDay_ms;
  for (auto& at : attestations)
    if (at.key == a.signing.verify_key()) at = list::attest(entry, a.signing);
  return true;
}

/// The service makes vouchers of pictures that it has, as if somebody had sent them.
bool invent_vouchers(World& w, Dice& dice) {
  if (!w.reporting) return false;
  const std::size_t victim = dice.below(kMallory);
  auto h = w.mallory().hands();
  const auto read = client::read_list(w.mallory().state(), h, journeys::kUsual);
  if (!read.ok()) return false;
  const auto table = wire::table_of(*read);
  if (!table.ok()) return false;
  const auto& terms = table->reporting().terms;
  const auto master = w.town.rng.secret<32>();
  bool laid = false;
  for (std::uint64_t n = 1; n <= 3; ++n) {
    const voucher::Context context{w.people[victim]->id(), terms.table, 1000 + n};
    const voucher::AccountCurves curves(master, context.of_curves(), terms.curves);
    const auto p = picture(n - 1);
    voucher::Inner inner{p.fingerprint.hash, p.second, p.derivative, {}, {}};
    voucher::sign_inner(
        inner, encode(context),
        dice.one_in(2) ? w.mallory().state().me.device : w.town.service_keys->stamp);
    auto made = voucher::make_voucher(
        voucher::probes_of(p.fingerprint, read->list.head().tokens, w.town.rng), inner,
        table->table(), terms, curves, encode(context), w.town.rng);
    if (!made.ok()) return laid;
    auto& store = w.town.service->store();
    platform::Reply reply;
    if (!store.begin_step().ok()) return laid;
    platform::Step step{*w.town.service_keys, w.town.realm, store, w.town.now, w.town.rng, reply};
    const platform::Sender as_victim{w.people[victim]->state().me.device.verify_key(),
                                     w.people[victim]->id(), std::nullopt};
    laid |=
        platform::vouchers_put(step, as_victim, {terms.table, 1000 + n, std::move(made->voucher)})
            .ok();
    if (!store.keep_step().ok()) return laid;
  }
  work_as_holders(w);
  moderate(w);
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
