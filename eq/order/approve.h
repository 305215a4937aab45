// Filed -> JudiciallyApproved -> CustodianApproved -> Active.  spec/order.md section 3.
//
// Each stage is a type that only the step before can make, so none can be skipped.  Active demands
// tlog::Logged<OrderEntry>: an order nobody could have noticed has no effect.
#pragma once

#include "eq/order/entry.h"

namespace eq::order {

/// What the court shows custodians; never public.
struct OrderFile {
  Application application;
  OrderTerms terms;
  Array<32> blind{};        // s_w
  Array<32> texts_seed{};   // re-creates the sealed notice
  Array<32> account_key{};  // the account's published X25519 key they are sealed to
  crypto::Signature judge{};
  EQ_FIELDS(application, terms, blind, texts_seed, account_key, judge)
};

/// An order from abroad waits so long for its consents at most: its window is counted from when the
/// enforcing court, whose window it is, had it.
inline constexpr std::uint64_t kConsentTime_ms = 2 * kDay_ms;

/// What OrderTerms::application commits to.
crypto::Digest application_digest(const Array<32>& blind, const Application& application);

/// What the court decides besides yes.
struct Judgement {
  std::uint32_t number = 0;  // that no order has or had
  Array<32> account_key{};   // from the account's record
  DisclosureKey disclosure;
  /// Of an emergency (Profile::confirm_by(now)); otherwise zero.
  Time confirm_by = {};
  /// Of an order from abroad: `now` and the profile's hours; otherwise zero.
  Time object_by = {};
};

/// Decided by the judge and numbered; or, on another basis, decided by those whom the application
/// shows and entered by the court (judge_message() says which).
class JudiciallyApproved {
 public:
  /// By the court.
  static Decision<JudiciallyApproved> approve(const Filed& filed, const Judgement& judgement,
                                              const crypto::SigningKey& judge,
                                              const Authorities& realm, Random& rng);
  /// By a custodian: the whole file again.  ORD-R1..R8, R14, R15; ORD-R25 if an emergency has
  /// longer than the profile allows it from `now` on, ORD-R26 if the window for objections is
  /// shorter than the profile's, less the time that consents take.
  static Decision<JudiciallyApproved> verify(const OrderFile& file, const Authorities& realm,
                                             Time now);

  const OrderFile& file() const { return file_; }
  const OrderTerms& terms() const { return file_.terms; }
  const OrderScope& scope() const { return file_.application.scope; }
  /// What a custodian reads before signing.
  std::string plain_words() const;

 private:
  explicit JudiciallyApproved(OrderFile f) : file_(std::move(f)) {}
  OrderFile file_;
};

/// A custodian's consent to exactly these terms.
CustodianSignature consent(const JudiciallyApproved& order, std::uint16_t index,
                           const crypto::Signer& key, std::string_view realm);

class CustodianApproved {
 public:
  /// ORD-R9 unless t distinct custodians signed; bad signatures are left out, not fatal.
  static Decision<CustodianApproved> collect(const JudiciallyApproved& order,
                                             std::span<const CustodianSignature> signatures,
                                             const Authorities& realm);
  /// To be appended to the order log.
  const OrderEntry& entry() const { return entry_; }

 private:
  explicit CustodianApproved(OrderEntry e) : entry_(std::move(e)) {}
  OrderEntry entry_;
};

/// Whom an order names, for those who may know.
struct Opening {
  AccountId account;
  Array<32> blind{};
  EQ_FIELDS(account, blind)
};

/// A logged order, its account known, in force on one day.
class Active {
 public:
  /// ORD-R8, R9 (signatures), R13 (day), R14 (opening).
  static Decision<Active> on(const tlog::Logged<OrderEntry>& logged, const Opening& opening,
                             Day day, const Authorities& realm);
  const OrderTerms& terms() const { return terms_; }
  const AccountId& account() const { return account_; }
  Day day() const { return day_; }
  std::uint64_t log_index() const { return index_; }

 private:
  Active(OrderTerms t, const AccountId& a, Day d, std::uint64_t i)
      : terms_(std::move(t)), account_(a), day_(d), index_(i) {}
  OrderTerms terms_;
  AccountId account_;
  Day day_;
  std::uint64_t index_;
};

}  // namespace eq::order
