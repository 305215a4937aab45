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

void add_once(std::vector<std::uint16_t>& numbers, std::uint16_t number) {
  if (std::ranges::find(numbers, number) == numbers.end()) numbers.push_back(number);
}

const order::Custodians& in_office(const RunningCeremony& running,
                                   const order::Authorities& realm) {
  return realm.custodians_on(running.gathering.days.first, order::kWholeLog);
}

/// Whose letters its stage waits for.
std::vector<std::uint16_t> missing(const RunningCeremony& running,
                                   const order::Authorities& realm) {
  std::vector<std::uint16_t> out;
  if (running.stage == CeremonyStage::offering) {
    for (const auto& member : in_office(running, realm).members) {
      if (!std::ranges::binary_search(running.gathering.offers, member.index, {},
                                      &order::OfferedKeys::index))
        out.push_back(member.index);
    }
    return out;
  }
  for (const order::OfferedKeys& offer : running.gathering.offers) {
    for (const auto& [day, progress] : running.days) {
      const auto& came =
          running.stage == CeremonyStage::dealing ? progress.dealt : progress.checked;
      const bool settled = std::ranges::any_of(
          progress.settled, [&](const auto& one) { return one.signature.index == offer.index; });
      if (running.stage == CeremonyStage::settling
              ? settled
              : std::ranges::find(came, offer.index) != came.end())
        continue;
      add_once(out, offer.index);
    }
  }
  return out;
}

bool is_published(const State& state, Day day) {
  const auto known = state.days.find(day);
  return known != state.days.end() && known->second.published;
}

class Carrier {
 public:
  Carrier(State& state, Environment& environment, const order::Authorities& realm)
      : state_(state), environment_(environment), realm_(realm) {}

  void take(const DealingLetter& letter) {
    switch (letter.kind) {
      case LetterKind::dealing_key: return offered(letter);
      case LetterKind::dealing: return dealt(letter);
      case LetterKind::dealing_checked: return checked(letter);
      case LetterKind::dealing_answer: return answered(letter);
      case LetterKind::day_dealt: return settled(letter);
      default: return;
    }
  }

  Outcome<CeremonyStep> step(RunningCeremony& running, Silent silent) {
    CeremonyStep out{running.gathering.days, running.stage, {}, false};
    const auto threshold = in_office(running).threshold;
    for (bool goes_on = true; goes_on && !out.over;) {
      out.missing = missing(running, realm_);
      const std::size_t asked = running.stage == CeremonyStage::offering
                                    ? in_office(running).members.size()
                                    : running.gathering.offers.size();
      const bool enough = out.missing.empty() ||
                          (silent == Silent::left_out && asked - out.missing.size() >= threshold);
      if (running.stage == CeremonyStage::settling) {
        out.over = TRY(gather_signatures(running));
        break;
      }
      goes_on = enough && TRY(advance(running, silent));
    }
    out.stage = running.stage;
    return out;
  }

 private:
  const order::Custodians& in_office(const RunningCeremony& running) const {
    return court::in_office(running, realm_);
  }
  /// The sender's number, if it is a custodian of those days.
  std::optional<std::uint16_t> number(const RunningCeremony& running,
                                      const crypto::VerifyKey& from) const {
    const order::CustodianKey* key = in_office(running).find(from);
    return key == nullptr ? std::nullopt : std::optional(key->index);
  }
  RunningCeremony* of(const crypto::Digest& id) {
    for (RunningCeremony& running : state_.ceremonies) {
      if (running.stage == CeremonyStage::offering) continue;
      const auto ceremony = order::Ceremony::check(running.gathering, realm_);
      if (ceremony.ok() && ceremony->id() == id) return &running;
    }
    return nullptr;
  }
  /// The day of a running ceremony that a custodian's letter is about, and its number.  Only in the
  /// stage that such letters are for: what the custodians were shown last is what they sign, and
  /// nobody changes it afterwards.
  template <class T, class Act>
  void about_day(const DealingLetter& letter, CeremonyStage stage, Act act) {
    const auto body = decode<T>(letter.body);
    RunningCeremony* running = body.ok() ? of(body->ceremony) : nullptr;
    if (running == nullptr || running->stage != stage || !running->days.contains(body->day)) return;
    if (const auto from = number(*running, letter.from))
      act(running->days.at(body->day), *body, *from);
  }

  void offered(const DealingLetter& letter) {
    const auto body = decode<wire::OfferedKeyOf>(letter.body);
    if (!body.ok()) return;
    for (RunningCeremony& running : state_.ceremonies) {
      if (running.stage != CeremonyStage::offering || running.gathering.days != body->days)
        continue;
      auto& offers = running.gathering.offers;
      const auto at =
          std::ranges::lower_bound(offers, body->offer.index, {}, &order::OfferedKeys::index);
      if (at != offers.end() && at->index == body->offer.index) return;
      if (number(running, letter.from) == body->offer.index &&
          body->offer.is_genuine(body->days, in_office(running), realm_.realm)) {
        offers.insert(at, body->offer);
      }
    }
  }
  void dealt(const DealingLetter& letter) {
    const auto body = decode<wire::DealingsMade>(letter.body);
    RunningCeremony* running = body.ok() ? of(body->ceremony) : nullptr;
    if (running == nullptr || running->stage != CeremonyStage::dealing ||
        body->files.size() != running->days.size())
      return;
    const auto from = number(*running, letter.from);
    std::size_t i = 0;
    for (auto& [day, progress] : running->days) {
      if (!from || std::ranges::find(progress.dealt, *from) != progress.dealt.end()) return;
      progress.dealt.push_back(*from);
      progress.board.files.push_back(body->files[i++]);
    }
  }
  void checked(const DealingLetter& letter) {
    about_day<wire::BoardChecked>(
        letter, CeremonyStage::checking,
        [](RunningDay& progress, const wire::BoardChecked& board, std::uint16_t from) {
          if (std::ranges::find(progress.checked, from) != progress.checked.end()) return;
          for (const auto& complaint : board.complaints) {
            if (complaint.accuser == from &&
                std::ranges::find(progress.board.complaints, complaint) ==
                    progress.board.complaints.end())
              progress.board.complaints.push_back(complaint);
          }
          add_once(progress.checked, from);
        });
  }
  void answered(const DealingLetter& letter) {
    about_day<wire::DealingAnswer>(
        letter, CeremonyStage::checking,
        [](RunningDay& progress, const wire::DealingAnswer& given, std::uint16_t) {
          if (std::ranges::find(progress.board.answers, given.answer) ==
              progress.board.answers.end())
            progress.board.answers.push_back(given.answer);
        });
  }
  void settled(const DealingLetter& letter) {
    about_day<wire::DayDealt>(
        letter, CeremonyStage::settling,
        [](RunningDay& progress, const wire::DayDealt& dealt, std::uint16_t from) {
          const auto theirs = [&](const wire::DayDealt& x) { return x.signature.index == from; };
          if (dealt.signature.index == from && std::ranges::none_of(progress.settled, theirs))
            progress.settled.push_back(dealt);
        });
  }

  Outcome<void> post(std::uint16_t to, const RunningCeremony& running, LetterKind kind,
                     const Bytes& body) {
    const wire::Organisation* org = environment_.realm.find(in_office(running).find(to)->signing);
    return or_stop(wire::post(clerk(state_, environment_), *org, kind, body),
                   "Writing to a custodian");
  }
  Outcome<void> post_all(const RunningCeremony& running, LetterKind kind, const Bytes& body) {
    for (const order::OfferedKeys& offer : running.gathering.offers)
      TRY(post(offer.index, running, kind, body));
    return {};
  }
  Outcome<void> post_boards(const RunningCeremony& running, const crypto::Digest& id,
                            wire::BoardStage stage) {
    for (const auto& [day, progress] : running.days)
      TRY(post_all(running, LetterKind::dealing_board,
                   encode(wire::DealingBoard{id, stage, progress.board})));
    return {};
  }

  /// From this stage to the next.  @return false if complaints are still to be answered.
  Outcome<bool> advance(RunningCeremony& running, Silent silent) {
    const auto ceremony = TRY(or_stop(order::Ceremony::check(running.gathering, realm_)));
    if (running.stage == CeremonyStage::offering) {
      for (Day day = running.gathering.days.first; day <= running.gathering.days.last;
           day = day + 1)
        running.days[day].board.day = day;
      TRY(post_all(running, LetterKind::dealing_keys, encode(running.gathering)));
      running.stage = CeremonyStage::dealing;
    } else if (running.stage == CeremonyStage::dealing) {
      TRY(post_boards(running, ceremony.id(), wire::BoardStage::check));
      running.stage = CeremonyStage::checking;
    } else {
      if (silent == Silent::waited_for && TRY(ask_for_answers(running, ceremony))) return false;
      TRY(post_boards(running, ceremony.id(), wire::BoardStage::settle));
      running.stage = CeremonyStage::settling;
    }
    environment_.keep();
    return true;
  }

  static std::size_t accusers_of(const order::DayBoard& board, const crypto::Digest& dealing) {
    std::vector<std::uint16_t> all;
    for (const gate::Complaint& complaint : board.complaints)
      if (complaint.dealing == dealing) add_once(all, complaint.accuser);
    return all.size();
  }

  /// @return whether any complaint lacks its answer.  The dealers are asked, again if need be.
  Outcome<bool> ask_for_answers(const RunningCeremony& running, const order::Ceremony& ceremony) {
    bool open = false;
    for (const auto& [day, progress] : running.days) {
      const auto read = order::read_board(progress.board, ceremony, environment_.rng);
      for (const gate::Complaint& complaint : progress.board.complaints) {
        const auto about = [&](const auto& x) { return x.digest() == complaint.dealing; };
        const auto dealing = std::ranges::find_if(read.dealings, about);
        const auto answers = [&](const gate::Answer& answer) {
          return answer.dealing == complaint.dealing && answer.accuser == complaint.accuser;
        };
        if (dealing == read.dealings.end() || std::ranges::any_of(progress.board.answers, answers))
          continue;
        // From threshold on the dealer is out, however it answers.
        if (accusers_of(progress.board, complaint.dealing) >= in_office(running).threshold)
          continue;
        open = true;
        TRY(post(dealing->dealing().dealer, running, LetterKind::dealing_complaint,
                 encode(wire::DealingComplaint{ceremony.id(), day, complaint})));
      }
    }
    return open;
  }

  /// Days that threshold custodians signed are dealt.  @return whether all are.
  Outcome<bool> gather_signatures(const RunningCeremony& running) {
    const auto ceremony = TRY(or_stop(order::Ceremony::check(running.gathering, realm_)));
    bool all = true;
    for (const auto& [day, progress] : running.days) {
      if (is_published(state_, day)) continue;  // what it was made of stays
      const auto made = day_of_signatures(ceremony, day, progress);
      if (made) state_.dealt.insert_or_assign(day, *made);
      all = all && made.has_value();
    }
    environment_.keep();
    return all;
  }
  std::optional<DealtDay> day_of_signatures(const order::Ceremony& ceremony, Day day,
                                            const RunningDay& progress) {
    const auto read = order::read_board(progress.board, ceremony, environment_.rng);
    const auto body = gate::add_up(ceremony.terms(day), read.dealings, read.qualified);
    if (!body.ok()) return std::nullopt;
    DealtDay out{body->encode(), {body->id(), {}, {}, {}}, {}};
    out.terms.body = crypto::sha256(out.body);
    for (const wire::DayDealt& dealt : progress.settled) {
      if (dealt.id == out.terms.id) out.terms.signatures.push_back(dealt.signature);
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

  State& state_;
  Environment& environment_;
  const order::Authorities& realm_;
};

}  // namespace

Outcome<void> call_dealers(State& state, Environment& environment, const order::DealtDays& days,
                           Dealt dealt) {
  const auto orders = TRY(read_orders(state, environment));
  const order::Authorities& realm = orders.book.realm();
  TRY(or_stop(order::check_days(days, realm)));
  for (Day day = days.first; day <= days.last; day = day + 1) {
    if (!is_published(state, day)) continue;
    order::Refusal over = order::refuse(
        Rule::only_the_future,
        "The object of " + to_text(day) + " is public: what it is made of cannot change any more.");
    over.remedy = "Ask for days after it.";
    return order::Stop{std::move(over), Err::refused, {}};
  }
  const auto known = std::ranges::find_if(
      state.dealt, [&](const auto& dealt_day) { return days.holds(dealt_day.first); });
  if (dealt == Dealt::stays && known != state.dealt.end())
    return order::stop(Err::refused,
                       to_text(known->first) +
                           " is dealt already. With --again it is dealt anew, and has to be "
                           "prepared and signed once more.");
  const auto overlaps = [&](const RunningCeremony& running) {
    const order::DealtDays& theirs = running.gathering.days;
    return theirs.first <= days.last && days.first <= theirs.last;
  };
  const auto running = std::ranges::find_if(state.ceremonies, overlaps);
  const bool only_called = running != state.ceremonies.end() && running->gathering.days == days &&
                           running->stage == CeremonyStage::offering;
  if (dealt == Dealt::stays && running != state.ceremonies.end() && !only_called)
    return order::stop(Err::refused, to_text(running->gathering.days.first) + " to " +
                                         to_text(running->gathering.days.last) +
                                         " are being dealt: `equipoise court carry-dealings` goes "
                                         "on with it. With --again it begins anew.");
  if (dealt == Dealt::anew || !only_called) {
    std::erase_if(state.ceremonies, overlaps);
    state.ceremonies.push_back({{days, {}}, CeremonyStage::offering, {}});
    environment.keep();
  }
  for (const auto& custodian : realm.custodians_on(days.first, order::kWholeLog).members) {
    TRY(or_stop(wire::post(clerk(state, environment), *environment.realm.find(custodian.signing),
                           LetterKind::dealing_call, encode(wire::DealingCall{days})),
                "Asking the custodians to deal"));
  }
  return {};
}

std::vector<CeremonyStep> running_ceremonies(const State& state, const order::Authorities& realm) {
  std::vector<CeremonyStep> out;
  for (const RunningCeremony& running : state.ceremonies)
    out.push_back({running.gathering.days, running.stage, missing(running, realm), false});
  return out;
}

Outcome<std::vector<CeremonyStep>> carry_dealings(State& state, Environment& environment,
                                                  Silent silent) {
  const auto orders = TRY(read_orders(state, environment));
  Carrier carrier(state, environment, orders.book.realm());
  for (const DealingLetter& letter : state.dealing_letters) carrier.take(letter);
  state.dealing_letters.clear();
  // One that came too late for each of its days has nothing left to do.
  std::erase_if(state.ceremonies, [&](const RunningCeremony& running) {
    const order::DealtDays& days = running.gathering.days;
    for (Day day = days.first; day <= days.last; day = day + 1)
      if (!is_published(state, day)) return false;
    return true;
  });
  std::vector<CeremonyStep> out;
  for (RunningCeremony& running : state.ceremonies)
    out.push_back(TRY(carrier.step(running, silent)));
  std::size_t i = 0;
  std::erase_if(state.ceremonies, [&](const RunningCeremony&) { return out[i++].over; });
  environment.keep();
  return out;
}

}  // namespace eq::court
