// Carrying the custodians' letters about dealings.  The court decides nothing here: what it sends
// round, each custodian checks, and what comes of it counts with t of their signatures
// (eq/order/dealing.h).
#include <algorithm>

#include "eq/order/dealing.h"
#include "parties/court/court.h"
#include "parties/court/reading.h"

namespace eq::court {
using order::or_stop;
using order::Rule;
using wire::LetterKind;

namespace {

void add_once(std::vector<std::uint16_t>& v, std::uint16_t n) {
  if (std::ranges::find(v, n) == v.end()) v.push_back(n);
}

class Carrier {
 public:
  Carrier(State& state, Environment& environment, const order::Authorities& realm)
      : s_(state), h_(environment), realm_(realm) {}

  void take(const DealingLetter& l) {
    switch (l.kind) {
      case LetterKind::dealing_key: return offered(l);
      case LetterKind::dealing: return dealt(l);
      case LetterKind::dealing_checked: return checked(l);
      case LetterKind::dealing_answer: return answered(l);
      case LetterKind::day_dealt: return settled(l);
      default: return;
    }
  }

  Outcome<CeremonyStep> step(RunningCeremony& c, Silent silent) {
    CeremonyStep out{c.gathering.days, c.stage, {}, false};
    const auto t = in_office(c).threshold;
    for (bool goes_on = true; goes_on && !out.over;) {
      out.missing = missing(c);
      const std::size_t asked = c.stage == CeremonyStage::offering ? in_office(c).members.size()
                                                                   : c.gathering.offers.size();
      const bool enough =
          out.missing.empty() || (silent == Silent::left_out && asked - out.missing.size() >= t);
      if (c.stage == CeremonyStage::settling) {
        out.over = TRY(gather_signatures(c));
        break;
      }
      goes_on = enough && TRY(advance(c, silent));
    }
    out.stage = c.stage;
    return out;
  }

 private:
  const order::Custodians& in_office(const RunningCeremony& c) const {
    return realm_.custodians_on(c.gathering.days.first, order::kWholeLog);
  }
  /// The sender's number, if it is a custodian of those days.
  std::optional<std::uint16_t> number(const RunningCeremony& c,
                                      const crypto::VerifyKey& from) const {
    const order::CustodianKey* key = in_office(c).find(from);
    return key == nullptr ? std::nullopt : std::optional(key->index);
  }
  RunningCeremony* of(const crypto::Digest& id) {
    for (RunningCeremony& c : s_.ceremonies) {
      if (c.stage == CeremonyStage::offering) continue;
      const auto ceremony = order::Ceremony::check(c.gathering, realm_);
      if (ceremony.ok() && ceremony->id() == id) return &c;
    }
    return nullptr;
  }
  /// The day of a running ceremony that a custodian's letter is about, and its number.  Only in the
  /// stage that such letters are for: what the custodians were shown last is what they sign, and
  /// nobody changes it afterwards.
  template <class T, class Act>
  void about_day(const DealingLetter& l, CeremonyStage stage, Act act) {
    const auto body = decode<T>(l.body);
    RunningCeremony* c = body.ok() ? of(body->ceremony) : nullptr;
    if (c == nullptr || c->stage != stage || !c->days.contains(body->day)) return;
    if (const auto from = number(*c, l.from)) act(c->days.at(body->day), *body, *from);
  }

  void offered(const DealingLetter& l) {
    const auto body = decode<wire::OfferedKeyOf>(l.body);
    if (!body.ok()) return;
    for (RunningCeremony& c : s_.ceremonies) {
      if (c.stage != CeremonyStage::offering || c.gathering.days != body->days) continue;
      auto& offers = c.gathering.offers;
      const auto at =
          std::ranges::lower_bound(offers, body->offer.index, {}, &order::OfferedKeys::index);
      if (at != offers.end() && at->index == body->offer.index) return;
      if (number(c, l.from) == body->offer.index &&
          body->offer.is_genuine(body->days, in_office(c), realm_.realm)) {
        offers.insert(at, body->offer);
      }
    }
  }
  void dealt(const DealingLetter& l) {
    const auto body = decode<wire::DealingsMade>(l.body);
    RunningCeremony* c = body.ok() ? of(body->ceremony) : nullptr;
    if (c == nullptr || c->stage != CeremonyStage::dealing || body->files.size() != c->days.size())
      return;
    const auto from = number(*c, l.from);
    std::size_t i = 0;
    for (auto& [day, d] : c->days) {
      if (!from || std::ranges::find(d.dealt, *from) != d.dealt.end()) return;
      d.dealt.push_back(*from);
      d.board.files.push_back(body->files[i++]);
    }
  }
  void checked(const DealingLetter& l) {
    about_day<wire::BoardChecked>(
        l, CeremonyStage::checking,
        [](RunningDay& d, const wire::BoardChecked& b, std::uint16_t from) {
          if (std::ranges::find(d.checked, from) != d.checked.end()) return;
          for (const auto& c : b.complaints) {
            if (c.accuser == from &&
                std::ranges::find(d.board.complaints, c) == d.board.complaints.end())
              d.board.complaints.push_back(c);
          }
          add_once(d.checked, from);
        });
  }
  void answered(const DealingLetter& l) {
    about_day<wire::DealingAnswer>(
        l, CeremonyStage::checking, [](RunningDay& d, const wire::DealingAnswer& a, std::uint16_t) {
          if (std::ranges::find(d.board.answers, a.answer) == d.board.answers.end())
            d.board.answers.push_back(a.answer);
        });
  }
  void settled(const DealingLetter& l) {
    about_day<wire::DayDealt>(
        l, CeremonyStage::settling, [](RunningDay& d, const wire::DayDealt& s, std::uint16_t from) {
          const auto theirs = [&](const wire::DayDealt& x) { return x.signature.index == from; };
          if (s.signature.index == from && std::ranges::none_of(d.settled, theirs))
            d.settled.push_back(s);
        });
  }

  /// Whose letters this stage waits for.
  std::vector<std::uint16_t> missing(const RunningCeremony& c) const {
    std::vector<std::uint16_t> out;
    if (c.stage == CeremonyStage::offering) {
      for (const auto& m : in_office(c).members) {
        if (!std::ranges::binary_search(c.gathering.offers, m.index, {},
                                        &order::OfferedKeys::index))
          out.push_back(m.index);
      }
      return out;
    }
    for (const order::OfferedKeys& o : c.gathering.offers) {
      for (const auto& [day, d] : c.days) {
        const auto& came = c.stage == CeremonyStage::dealing ? d.dealt : d.checked;
        const bool settled = std::ranges::any_of(
            d.settled, [&](const auto& s) { return s.signature.index == o.index; });
        if (c.stage == CeremonyStage::settling ? settled
                                               : std::ranges::find(came, o.index) != came.end())
          continue;
        add_once(out, o.index);
      }
    }
    return out;
  }

  Outcome<void> post(std::uint16_t to, const RunningCeremony& c, LetterKind kind,
                     const Bytes& body) {
    const wire::Organisation* org = h_.realm.find(in_office(c).find(to)->signing);
    return or_stop(wire::post(clerk(s_, h_), *org, kind, body), "Writing to a custodian");
  }
  Outcome<void> post_all(const RunningCeremony& c, LetterKind kind, const Bytes& body) {
    for (const order::OfferedKeys& o : c.gathering.offers) TRY(post(o.index, c, kind, body));
    return {};
  }
  Outcome<void> post_boards(const RunningCeremony& c, const crypto::Digest& id,
                            wire::BoardStage stage) {
    for (const auto& [day, d] : c.days)
      TRY(post_all(c, LetterKind::dealing_board, encode(wire::DealingBoard{id, stage, d.board})));
    return {};
  }

  /// From this stage to the next.  @return false if complaints are still to be answered.
  Outcome<bool> advance(RunningCeremony& c, Silent silent) {
    const auto ceremony = TRY(or_stop(order::Ceremony::check(c.gathering, realm_)));
    if (c.stage == CeremonyStage::offering) {
      for (Day day = c.gathering.days.first; day <= c.gathering.days.last; day = day + 1)
        c.days[day].board.day = day;
      TRY(post_all(c, LetterKind::dealing_keys, encode(c.gathering)));
      c.stage = CeremonyStage::dealing;
    } else if (c.stage == CeremonyStage::dealing) {
      TRY(post_boards(c, ceremony.id(), wire::BoardStage::check));
      c.stage = CeremonyStage::checking;
    } else {
      if (silent == Silent::waited_for && TRY(ask_for_answers(c, ceremony))) return false;
      TRY(post_boards(c, ceremony.id(), wire::BoardStage::settle));
      c.stage = CeremonyStage::settling;
    }
    h_.keep();
    return true;
  }

  static std::size_t accusers_of(const order::DayBoard& board, const crypto::Digest& dealing) {
    std::vector<std::uint16_t> all;
    for (const gate::Complaint& c : board.complaints)
      if (c.dealing == dealing) add_once(all, c.accuser);
    return all.size();
  }

  /// @return whether any complaint lacks its answer.  The dealers are asked, again if need be.
  Outcome<bool> ask_for_answers(const RunningCeremony& c, const order::Ceremony& ceremony) {
    bool open = false;
    for (const auto& [day, d] : c.days) {
      const auto read = order::read_board(d.board, ceremony, h_.rng);
      for (const gate::Complaint& complaint : d.board.complaints) {
        const auto about = [&](const auto& x) { return x.digest() == complaint.dealing; };
        const auto dealing = std::ranges::find_if(read.dealings, about);
        const auto answers = [&](const gate::Answer& a) {
          return a.dealing == complaint.dealing && a.accuser == complaint.accuser;
        };
        if (dealing == read.dealings.end() || std::ranges::any_of(d.board.answers, answers))
          continue;
        // From t on the dealer is out, however it answers.
        if (accusers_of(d.board, complaint.dealing) >= in_office(c).threshold) continue;
        open = true;
        TRY(post(dealing->dealing().dealer, c, LetterKind::dealing_complaint,
                 encode(wire::DealingComplaint{ceremony.id(), day, complaint})));
      }
    }
    return open;
  }

  /// Days that t custodians signed are dealt.  @return whether all are.
  Outcome<bool> gather_signatures(const RunningCeremony& c) {
    const auto ceremony = TRY(or_stop(order::Ceremony::check(c.gathering, realm_)));
    bool all = true;
    for (const auto& [day, d] : c.days) {
      const auto made = day_of_signatures(ceremony, day, d);
      if (made) s_.dealt.insert_or_assign(day, *made);
      all = all && made.has_value();
    }
    h_.keep();
    return all;
  }
  std::optional<DealtDay> day_of_signatures(const order::Ceremony& ceremony, Day day,
                                            const RunningDay& d) {
    const auto read = order::read_board(d.board, ceremony, h_.rng);
    const auto body = gate::add_up(ceremony.terms(day), read.dealings, read.qualified);
    if (!body.ok()) return std::nullopt;
    DealtDay out{body->encode(), {body->id(), {}, {}, {}}, {}};
    out.terms.body = crypto::sha256(out.body);
    for (const wire::DayDealt& s : d.settled) {
      if (s.id == out.terms.id) out.terms.signatures.push_back(s.signature);
    }
    std::ranges::sort(out.terms.signatures, {}, &gate::NumberedSignature::index);
    const auto pins = order::dealt_pins(realm_, day, order::kWholeLog);
    if (!gate::Dealt::verify(out.body, out.terms.id, out.terms.signatures, pins).ok())
      return std::nullopt;
    for (std::size_t i = 0; i < read.dealings.size(); ++i) {
      if (!std::ranges::binary_search(read.qualified, read.dealings[i].dealing().dealer)) continue;
      out.terms.dealings.push_back(read.files[i]);
      out.files.push_back(read.dealings[i].dealing().encode());
    }
    return out;
  }

  State& s_;
  Environment& h_;
  const order::Authorities& realm_;
};

}  // namespace

Outcome<void> call_dealers(State& state, Environment& environment, const order::DealtDays& days,
                           Dealt dealt) {
  const auto orders = TRY(read_orders(state, environment));
  const order::Authorities& realm = orders.book.realm();
  TRY(or_stop(order::check_days(days, realm)));
  for (Day day = days.first; day <= days.last; day = day + 1) {
    const auto known = state.days.find(day);
    if (known == state.days.end() || !known->second.published) continue;
    order::Refusal over = order::refuse(
        Rule::only_the_future,
        "The object of " + to_text(day) + " is public: what it is made of cannot change any more.");
    over.remedy = "Ask for days after it.";
    return order::Stop{std::move(over), Err::refused, {}};
  }
  const auto known =
      std::ranges::find_if(state.dealt, [&](const auto& d) { return days.holds(d.first); });
  if (dealt == Dealt::stays && known != state.dealt.end())
    return order::stop(Err::refused,
                       to_text(known->first) +
                           " is dealt already. With --again it is dealt anew, and has to be "
                           "prepared and signed once more.");
  std::erase_if(state.ceremonies,
                [&](const RunningCeremony& c) { return c.gathering.days == days; });
  state.ceremonies.push_back({{days, {}}, CeremonyStage::offering, {}});
  environment.keep();
  for (const auto& c : realm.custodians_on(days.first, order::kWholeLog).members) {
    TRY(or_stop(wire::post(clerk(state, environment), *environment.realm.find(c.signing),
                           LetterKind::dealing_call, encode(wire::DealingCall{days})),
                "Asking the custodians to deal"));
  }
  return {};
}

Outcome<std::vector<CeremonyStep>> carry_dealings(State& state, Environment& environment,
                                                  Silent silent) {
  const auto orders = TRY(read_orders(state, environment));
  Carrier carrier(state, environment, orders.book.realm());
  for (const DealingLetter& l : state.dealing_letters) carrier.take(l);
  state.dealing_letters.clear();
  std::vector<CeremonyStep> out;
  for (RunningCeremony& c : state.ceremonies) out.push_back(TRY(carrier.step(c, silent)));
  std::size_t i = 0;
  std::erase_if(state.ceremonies, [&](const RunningCeremony&) { return out[i++].over; });
  environment.keep();
  return out;
}

}  // namespace eq::court
