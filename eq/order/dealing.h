// Who deals for which days, with which keys: what the gate's dealings (eq/gate/dealing.h) rest on
// in a realm. spec/order.md section 7.
//
//   OfferedKey -> Gathering -> dealings, one of each custodian for each day -> DayBoard -> T_e with
// t signatures
//
// The court carries the files and decides nothing: whoever holds parts checks all of it, and a day
// counts with t signatures.  A custodian who offers no key holds no part of those days and stops
// nobody.
#pragma once

#include <map>

#include "eq/gate/dealt.h"
#include "eq/order/authorities.h"
#include "eq/order/refusal.h"

namespace eq::order {

/// Days of one ceremony: a month.
inline constexpr std::uint32_t kDealtDaysMax = 31;

/// Who the custodians are, as dealings name them.
crypto::Digest constitution_of(const Custodians& custodians, std::string_view realm);
/// What a verifier knows beforehand of a day's dealing.  @param before  as custodians_on()
gate::DealtPins dealt_pins(const Authorities& realm, Day day, std::uint64_t before);

/// Days first..last, all under the same custodians.
struct DealtDays {
  Day first, last;
  auto operator<=>(const DealtDays&) const = default;
  EQ_FIELDS(first, last)
  bool holds(Day d) const { return first <= d && d <= last; }
  std::uint32_t count() const { return last.n - first.n + 1; }
};
/// ORD-R18 unless 1..31 days that nobody else comes into office on, as the whole log tells.
Decision<void> check_days(const DealtDays& days, const Authorities& realm);

/// A custodian's one-time keys for one ceremony: one for each day, so that what opens a day's
/// dealings is gone with the day, whatever becomes of the others.
struct OfferedKeys {
  std::uint16_t index = 0;
  std::vector<gate::CeremonyKey> keys;  // of first..last
  crypto::Signature signature{};  // over "eqp-ceremony-keys-v2", constitution, days, index, keys
  bool operator==(const OfferedKeys&) const = default;
  EQ_FIELDS(index, keys, signature)

  static OfferedKeys sign(std::uint16_t index, std::vector<gate::CeremonyKey> keys,
                          const DealtDays& days, const Custodians& custodians,
                          std::string_view realm, const crypto::Signer& signer);
  /// By the custodian of that number.
  bool is_genuine(const DealtDays& days, const Custodians& custodians,
                  std::string_view realm) const;
};

/// The keys of one ceremony, as the court sends them round.
struct Gathering {
  DealtDays days;
  std::vector<OfferedKeys> offers;  // ascending; at least t
  bool operator==(const Gathering&) const = default;
  EQ_FIELDS(days, offers)
};

/// A gathering that was checked: everybody derives the same terms from it.
class Ceremony {
 public:
  /// ORD-R18 for days as check_days(); ORD-R9 for offers that are not signed, not ascending or
  /// fewer than t.
  static Decision<Ceremony> check(const Gathering& gathering, const Authorities& realm);

  const crypto::Digest& id() const { return id_; }
  const DealtDays& days() const { return days_; }
  /// For one of its days, of custodians 1..n; of whoever offered none, one that nobody has the
  /// secret of.
  const std::vector<gate::CeremonyKey>& keys(Day day) const { return keys_.at(day); }
  bool takes_part(std::uint16_t index) const;
  const Custodians& custodians() const { return custodians_; }
  gate::DealingTerms terms(Day day) const;

 private:
  Ceremony(const DealtDays& days, Custodians custodians)
      : days_(days), custodians_(std::move(custodians)) {}
  DealtDays days_;
  Custodians custodians_;
  std::string realm_;
  std::uint16_t k_ = 0;
  crypto::Digest constitution_{}, id_{};
  std::map<Day, std::vector<gate::CeremonyKey>> keys_;
  std::vector<std::uint16_t> present_;
};

/// Everything that was said about one day, as the court sends it round.
struct DayBoard {
  Day day;
  std::vector<Bytes> files;  // dealings
  std::vector<gate::Complaint> complaints;
  std::vector<gate::Answer> answers;
  EQ_FIELDS(day, files, complaints, answers)
};
/// The same, checked as far as anybody can.  A file that is no good is as if it had not come.
struct ReadBoard {
  std::vector<gate::CheckedDealing> dealings;
  std::vector<crypto::Digest> files;     // SHA-256, of dealings[i]
  std::vector<std::uint16_t> qualified;  // Q
};
ReadBoard read_board(const DayBoard& board, const Ceremony& ceremony, Random& rng);

/// What the epoch log's entry says of a day's dealing.
struct DealtTerms {
  crypto::Digest id{};                   // T_e
  crypto::Digest body{};                 // SHA-256 of the blob: what was added up
  std::vector<crypto::Digest> dealings;  // SHA-256 of the files of Q, blobs too, by dealer
  std::vector<gate::NumberedSignature> signatures;  // over T_e
  bool operator==(const DealtTerms&) const = default;
  EQ_FIELDS(id, body, dealings, signatures)
};

}  // namespace eq::order
