// What the dealings of one day add up to: k secrets X_C that nobody holds, shared among the
// custodians, and C, their encryptions of nothing, which the day's object starts from.
// spec/gate.md section 3.
//
//   OwnDay  a custodian's: every dealing of Q checked, right parts from each.  Only it gives a
// signature
//   Dealt   t of those signatures over the same T_e: what court, clients and everybody else believe
#pragma once

#include "eq/gate/parts.h"

namespace eq::gate {

struct QualifiedDealer {
  std::uint16_t index = 0;
  Digest dealing{};
  bool operator==(const QualifiedDealer&) const = default;
};

struct DealtBody {
  DealingTerms terms;
  std::vector<QualifiedDealer> qualified;  // Q, ascending, at least t
  std::vector<PublicPoint> g;              // G_jl, j major: k*t
  std::vector<PublicPoint> b;              // bC_j: k
  bool operator==(const DealtBody&) const = default;

  /// terms || u16 |Q| || (u16 i || digest_i).. || G || bC.
  Bytes encode() const;
  /// Err::malformed for anything but the one encoding of a body with t <= |Q| <= n.
  static Result<DealtBody> decode(View bytes);
  /// T_e = SHA-256("Equipoise-LAE-v2 T" || encode()).
  Digest id() const;

  /// C_j = (G_j0, bC_j), evaluated at t.  Variable-time in public data.
  Evaluation evaluate_var(const Scalar& t) const;
  /// What custodian m's scalar of a release times g must be, from the public part alone.
  /// Variable-time.
  Point expected_delta_var(std::uint16_t m, const Scalar& t) const;
};
/// The sums over Q.  Err::refused for fewer than t dealers, Err::missing if a dealing of Q is not
/// among these.
Result<DealtBody> add_up(const DealingTerms& terms, std::span<const CheckedDealing> dealings,
                         std::span<const std::uint16_t> qualified);

/// Signature of one custodian, numbered as in the constitution.
struct NumberedSignature {
  std::uint16_t index = 0;
  crypto::Signature signature{};
  bool operator==(const NumberedSignature&) const = default;
  EQ_FIELDS(index, signature)
};

/// A custodian's secret of one day: y_m, k scalars.  What it erases so that a day stays shut; they
/// wipe themselves.
struct DayShares {
  Digest dealt{};  // T_e
  Day epoch;
  std::uint16_t index = 0;
  std::vector<Scalar> y;
  void encode(Writer& w) const;
  static Result<DayShares> decode(Reader& r);
};

class OwnDay {
 public:
  /// @param own   our digest of this day, if we dealt: what Q says of us must be that
  /// @param held  our parts: one of each dealer of Q, or Err::missing
  /// Err::forged if Q holds another dealing under our name; else as add_up().
  static Result<OwnDay> settle(const DealingTerms& terms, std::span<const CheckedDealing> dealings,
                               std::span<const std::uint16_t> qualified, std::uint16_t self,
                               const std::optional<Digest>& own, std::span<const HeldParts> held);
  const DealtBody& body() const { return body_; }
  const DayShares& shares() const { return shares_; }
  NumberedSignature sign(const crypto::Signer& signer) const;

 private:
  OwnDay(DealtBody b, DayShares s) : body_(std::move(b)), shares_(std::move(s)) {}
  DealtBody body_;
  DayShares shares_;
};

/// What a verifier knows beforehand of a day's dealing.
struct DealtPins {
  std::string realm;
  Day epoch;
  Digest constitution{};
  std::uint16_t k = 0;
  std::vector<crypto::VerifyKey> custodians;  // 1..n of the constitution
  std::uint16_t threshold = 0;
};

class Dealt {
 public:
  /// @param id  T_e as the log has it    Err::malformed; Err::forged for another day, body, or too
  ///     few signatures.
  static Result<Dealt> verify(View body, const Digest& id,
                              std::span<const NumberedSignature> signatures, const DealtPins& pins);
  const DealtBody& body() const { return body_; }
  const Digest& id() const { return id_; }

 private:
  Dealt(DealtBody b, const Digest& id) : body_(std::move(b)), id_(id) {}
  DealtBody body_;
  Digest id_;
};

}  // namespace eq::gate
