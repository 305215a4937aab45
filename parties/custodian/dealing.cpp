#include "parties/custodian/dealing.h"

#include <algorithm>

#include "eq/crypto/seed_stream.h"
#include "eq/wire/log_reader.h"
#include "parties/custodian/reading.h"

namespace eq::custodian {
using order::or_stop;
using order::Rule;
using wire::LetterKind;

namespace {

/// So long after its last day a ceremony that did not settle everything is kept, and longer until
/// the epoch log has that day: one that was missed still needs its place there, however late.  By
/// what the log does not have nobody seals, so nothing is opened with what is kept.
constexpr std::uint64_t kKept_ms = 7 * kDay_ms;
/// So long after a day what was dealt for it is remembered: by then nobody has anything of the day
/// to open, the seven days and the longest preservation being over.
constexpr std::uint32_t kRemembered_days = 100;

/// The secrets of one dealing, as they are remembered.  Eight bytes: two that are not the same
/// agree one time in 2^64, and who makes his own agree only spoils his own.
std::vector<std::uint64_t> points_of(const gate::CheckedDealing& d) {
  gate::DealtPoints points;
  d.remember(points);
  std::vector<std::uint64_t> out;
  for (const Array<32>& p : points) {
    std::uint64_t first = 0;
    for (std::size_t i = 0; i < 8; ++i) first = first << 8 | p[i];
    out.push_back(first);
  }
  return out;
}

class Work {
 public:
  Work(State& state, Environment& environment, const order::Authorities& realm)
      : s_(state), h_(environment), realm_(realm) {}

  Outcome<void> take(const AskedDealing& asked) {
    switch (asked.kind) {
      case LetterKind::dealing_call:
        return with<wire::DealingCall>(asked, [&](const auto& x) { return offer(x); });
      case LetterKind::dealing_keys:
        return with<order::Gathering>(asked, [&](const auto& x) { return deal(x); });
      case LetterKind::dealing_board:
        return with<wire::DealingBoard>(asked, [&](const auto& x) { return board(x); });
      case LetterKind::dealing_complaint:
        return with<wire::DealingComplaint>(asked, [&](const auto& x) { return answer(x); });
      default: return {};
    }
  }
  DealingsDone done;

 private:
  template <class T, class Act>
  Outcome<void> with(const AskedDealing& asked, Act act) {
    const auto body = decode<T>(asked.body);
    if (!body.ok())
      return order::stop(Rule::epoch_object, "A letter about dealings cannot be read.");
    return act(*body);
  }
  Outcome<void> post(LetterKind kind, Bytes body) {
    h_.keep();
    return or_stop(wire::post(clerk(s_, h_), h_.realm.court, kind, std::move(body)),
                   "Writing to the court");
  }

  Outcome<void> offer(const wire::DealingCall& call) {
    TRY(or_stop(order::check_days(call.days, realm_)));
    const order::Custodians& in_office = realm_.custodians_on(call.days.first, order::kWholeLog);
    const auto number = TRY(number_among(s_, in_office));
    const auto open = [&](const OwnCeremony& c) {
      return c.days == call.days && !c.gathering && has_all_secrets(c);
    };
    auto own = std::ranges::find_if(s_.ceremonies, open);
    if (own == s_.ceremonies.end()) {
      OwnCeremony fresh;
      fresh.days = call.days;
      for (Day day = call.days.first; day <= call.days.last; day = day + 1)
        fresh.secrets.emplace(
            day, DealingSecrets{crypto::hpke_generate(crypto::Kem::dhkem_x25519, h_.rng),
                                h_.rng.secret<32>()});
      s_.ceremonies.push_back(std::move(fresh));
      own = s_.ceremonies.end() - 1;
    }
    const auto offer = order::OfferedKeys::sign(number, keys_of(*own), call.days, in_office,
                                                h_.realm.name, s_.signing);
    TRY(post(LetterKind::dealing_key, encode(wire::OfferedKeyOf{call.days, offer})));
    ++done.offered;
    return {};
  }

  Outcome<void> deal(const order::Gathering& g) {
    const auto ceremony = TRY(or_stop(order::Ceremony::check(g, realm_)));
    const auto number = TRY(number_among(s_, ceremony.custodians()));
    const auto offered = std::ranges::find(g.offers, number, &order::OfferedKeys::index);
    const auto ours = [&](const OwnCeremony& c) {
      return c.days == g.days && has_all_secrets(c) && offered != g.offers.end() &&
             keys_of(c) == offered->keys;
    };
    const auto own = std::ranges::find_if(s_.ceremonies, ours);
    if (own == s_.ceremonies.end())
      return order::stop(Rule::custodians, "The keys in our name are not ours, or are gone.");
    if (own->gathering && *own->gathering != g)
      return order::stop(Rule::custodians, "We have dealt under these keys before.");
    own->gathering = g;
    wire::DealingsMade made{ceremony.id(), {}};
    for (Day day = g.days.first; day <= g.days.last; day = day + 1) {
      const auto terms = ceremony.terms(day);
      auto rng = randomness(*own, day);
      const auto dealing = gate::deal(terms, number, ceremony.keys(day), s_.signing, rng);
      if (!dealing.ok()) return order::stop(Rule::custodians, "A key of the ceremony is none.");
      own->dealt.insert_or_assign(day, dealing->digest(terms));
      made.files.push_back(dealing->encode());
      ++done.dealt;
    }
    return post(LetterKind::dealing, encode(made));
  }

  Outcome<void> board(const wire::DealingBoard& b) {
    auto [own, ceremony] = TRY(of(b.ceremony));
    const Day day = b.board.day;
    if (!own->days.holds(day))
      return order::stop(Rule::epoch_object, "The day is not of that ceremony.");
    if (const auto before = own->settled.find(day); before != own->settled.end()) {
      return post(LetterKind::day_dealt, encode(before->second));  // asked again
    }
    if (!own->secrets.contains(day))
      return order::stop(Rule::epoch_object, "That day is over for us.");
    const auto number = TRY(number_among(s_, ceremony.custodians()));
    const auto read = order::read_board(b.board, ceremony, h_.rng);
    if (b.stage == wire::BoardStage::settle) return settle(*own, ceremony, number, b, read);
    wire::BoardChecked checked{b.ceremony, day, {}};
    for (const auto& d : read.dealings) {
      auto complaint =
          gate::Complaint::about(d, number, own->secrets.at(day).key, s_.signing, h_.rng);
      if (!complaint && d.dealing().dealer != number && was_dealt_before(d, day))
        complaint = gate::Complaint::of_repeated(d, number, s_.signing);
      if (complaint) checked.complaints.push_back(*complaint);
    }
    done.complaints.insert(done.complaints.end(), checked.complaints.begin(),
                           checked.complaints.end());
    ++done.checked;
    return post(LetterKind::dealing_checked, encode(checked));
  }

  bool was_dealt_before(const gate::CheckedDealing& d, Day day) const {
    const auto points = points_of(d);
    return std::ranges::any_of(s_.dealt_points, [&](const auto& known) {
      return known.first != day && std::ranges::any_of(points, [&](std::uint64_t p) {
               return std::ranges::binary_search(known.second, p);
             });
    });
  }
  void remember(const order::ReadBoard& read, Day day) {
    auto& known = s_.dealt_points[day];
    for (const auto& d : read.dealings) {
      const auto points = points_of(d);
      known.insert(known.end(), points.begin(), points.end());
    }
    std::ranges::sort(known);
    known.erase(std::ranges::unique(known).begin(), known.end());
  }

  /// Our part of each dealing of Q: from what is sealed to us, or else from the answer to our
  /// complaint.
  std::vector<gate::HeldParts> parts(const DealingSecrets& own, std::uint16_t number,
                                     const order::ReadBoard& read,
                                     const order::Custodians& custodians,
                                     std::span<const gate::Answer> answers) {
    std::vector<gate::HeldParts> out;
    for (const auto& d : read.dealings) {
      auto held = gate::HeldParts::open(d, number, own.key, h_.rng);
      for (auto a = answers.begin(); !held.ok() && a != answers.end(); ++a) {
        if (a->accuser == number)
          held = a->check(d, custodians.find(d.dealing().dealer)->signing, h_.rng);
      }
      if (held.ok()) out.push_back(std::move(*held));
    }
    return out;
  }

  Outcome<void> settle(OwnCeremony& own, const order::Ceremony& ceremony, std::uint16_t number,
                       const wire::DealingBoard& b, const order::ReadBoard& read) {
    const Day day = b.board.day;
    const auto held =
        parts(own.secrets.at(day), number, read, ceremony.custodians(), b.board.answers);
    const auto dealt = own.dealt.find(day);
    const auto ours = dealt == own.dealt.end() ? std::nullopt : std::optional(dealt->second);
    const auto settled = gate::OwnDay::settle(ceremony.terms(day), read.dealings, read.qualified,
                                              number, ours, held);
    if (!settled.ok())
      return order::stop(Rule::epoch_object,
                         "What was dealt for " + to_text(day) + " does not give a day.");
    HeldDay mine{settled->shares(), {}};
    for (std::size_t i = 0; i < read.dealings.size(); ++i) {
      if (std::ranges::binary_search(read.qualified, read.dealings[i].dealing().dealer))
        mine.files.push_back(read.files[i]);
    }
    s_.days.insert_or_assign(settled->body().id(), std::move(mine));
    remember(read, day);
    const wire::DayDealt said{b.ceremony, day, settled->body().id(), settled->sign(s_.signing)};
    own.settled.insert_or_assign(day, said);
    own.secrets.erase(day);  // whoever takes this machine later opens no dealing of the day again
    TRY(post(LetterKind::day_dealt, encode(said)));
    done.settled.push_back(day);
    return {};
  }

  Outcome<void> answer(const wire::DealingComplaint& asked) {
    auto [own, ceremony] = TRY(of(asked.ceremony));
    const auto number = TRY(number_among(s_, ceremony.custodians()));
    const gate::Complaint& c = asked.complaint;
    const auto dealt = own->dealt.find(asked.day);
    const order::CustodianKey* accuser = ceremony.custodians().find(c.accuser);
    const bool ours =
        own->secrets.contains(asked.day) && dealt != own->dealt.end() && dealt->second == c.dealing;
    if (!ours || accuser == nullptr || c.accuser == number || !c.verify(accuser->signing).ok()) {
      return order::stop(Rule::custodians,
                         "The complaint is about no dealing of ours, or is not its accuser's.");
    }
    auto& answered = own->answered[asked.day];
    const auto terms = ceremony.terms(asked.day);
    if (std::ranges::find(answered, c.accuser) == answered.end()) {
      // The t-th answer would show our secrets to whoever has all t.
      if (answered.size() + 1 >= terms.t())
        return order::stop(Rule::custodians, "So many complaints of one dealing are not answered.");
      answered.push_back(c.accuser);
    }
    auto rng = randomness(*own, asked.day);
    const auto shares = gate::shares_for(terms, gate::draw_coefficients(terms, rng), c.accuser);
    const auto said = gate::Answer::sign(c.dealing, c.accuser, shares, s_.signing);
    TRY(post(LetterKind::dealing_answer,
             encode(wire::DealingAnswer{asked.ceremony, asked.day, said})));
    ++done.answered;
    return {};
  }

  Outcome<std::pair<OwnCeremony*, order::Ceremony>> of(const crypto::Digest& id) {
    for (OwnCeremony& own : s_.ceremonies) {
      if (!own.gathering) continue;
      auto ceremony = order::Ceremony::check(*own.gathering, realm_);
      if (ceremony.ok() && ceremony->id() == id) return std::pair(&own, std::move(*ceremony));
    }
    return order::stop(Rule::epoch_object, "We take no part in such a ceremony.");
  }
  static bool has_all_secrets(const OwnCeremony& c) { return c.secrets.size() == c.days.count(); }
  static std::vector<gate::CeremonyKey> keys_of(const OwnCeremony& c) {
    std::vector<gate::CeremonyKey> out;
    for (const auto& [day, secrets] : c.secrets)
      out.push_back({to_array<32>(secrets.key.public_key).take()});
    return out;
  }
  static crypto::SeedStream randomness(const OwnCeremony& c, Day day) {
    return crypto::SeedStream(c.secrets.at(day).seed, "eqp-dealing-v1 " + std::to_string(day.n));
  }

  State& s_;
  Environment& h_;
  const order::Authorities& realm_;
};

/// The first day that the epoch log does not have, under a checkpoint of now: an older view would
/// have us keep what is due to go.
Outcome<Day> first_open_day(State& state, Environment& environment) {
  const auto& realm = environment.realm;
  const auto epochs = wire::read_fresh_log(environment.server, realm, wire::LogName::epochs,
                                           state.epochs_seen, environment.now);
  if (epochs.ok()) return realm.e_0 + static_cast<std::uint32_t>(epochs->size());
  if (epochs.error().err == Err::missing && !state.epochs_seen) return realm.e_0;
  return order::stop(epochs.error().err,
                     "The epoch log does not check out: " + epochs.error().what);
}

Outcome<void> forget_old_ceremonies(State& state, Environment& environment) {
  const auto is_old = [&](const OwnCeremony& c) {
    return start_of(c.days.last) + kKept_ms <= environment.now;
  };
  if (std::ranges::none_of(state.ceremonies, is_old)) return {};
  const Day open = TRY(first_open_day(state, environment));
  std::erase_if(state.ceremonies,
                [&](const OwnCeremony& c) { return is_old(c) && c.days.last < open; });
  return {};
}

}  // namespace

Outcome<DealingsDone> work_on_dealings(State& state, Environment& environment) {
  const auto orders = TRY(read_orders(state, environment));
  TRY(forget_old_ceremonies(state, environment));
  std::erase_if(state.dealt_points, [&](const auto& known) {
    return known.first + kRemembered_days < day_of(environment.now);
  });
  Work work(state, environment, orders.book.realm());
  while (!state.dealings.empty()) {
    const auto did = work.take(state.dealings.front());
    // not the letter's fault: this one again
    if (!did.ok() && !did.error().refusal) return did.error();
    if (!did.ok()) work.done.refused.push_back(did.error().text());
    state.dealings.erase(state.dealings.begin());
    environment.keep();
  }
  return std::move(work.done);
}

Outcome<void> check_over(const wire::OrdersRead& orders, const Environment& environment,
                         Day before) {
  for (const auto& o : orders.book.orders()) {
    const order::OrderTerms& t = o.terms;
    const order::Case& c = *orders.book.case_of(t.number);
    if (t.first >= before || order::ended(c, environment.realm.profile)) continue;
    const Time end = order::releasable_at_most(t, c);
    if (orders.book.present().passed(end) && end < environment.now) continue;
    return order::stop(Err::refused, "Order no. " + std::to_string(t.number) + " is of days from " +
                                         to_text(t.first) + " on, and can be opened until " +
                                         to_text(end) + ". Until then your shares of before " +
                                         to_text(before) + " are needed");
  }
  return {};
}

Outcome<std::size_t> forget_days(State& state, Environment& environment, Day before) {
  const Day today = day_of(environment.now);
  if (before > today)
    return order::stop(Err::refused,
                       "Days from " + to_text(today) + " on are not over. Give a day that is past");
  const auto orders = TRY(read_orders(state, environment));
  TRY(check_over(orders, environment, before));
  const auto n = erase_days(state, before);
  environment.keep();
  return n;
}

std::size_t erase_days(State& state, Day before) {
  // With the dealings, which are public, they would bring the days back.
  for (OwnCeremony& c : state.ceremonies)
    c.secrets.erase(c.secrets.begin(), c.secrets.lower_bound(before));
  return std::erase_if(state.days, [&](const auto& d) { return d.second.shares.epoch < before; });
}

}  // namespace eq::custodian
