// The agency's side: the court's part and t custodians' scalars give the key of one account and one
// day. spec/gate.md section 7.
#pragma once

#include "eq/gate/envelope.h"
#include "eq/gate/ratchet.h"
#include "eq/gate/release.h"

namespace eq::gate {

/// d = X(t): opens all envelopes of one account and one day, and nothing else.  Wipes itself; its
/// holder erases it.
class AccountDayKey {
 public:
  /// For whoever is handed a key later (the person concerned, the court's archive).  Err::forged
  /// unless d*g = A and d*u = B at the account's tag.
  static Result<AccountDayKey> check_var(const VerifiedEpoch& epoch, const AccountId& account,
                                         const Scalar& d);
  const Digest& wid() const { return wid_; }
  Day epoch() const { return epoch_; }
  const AccountId& account() const { return account_; }
  const Scalar& secret() const { return d_; }

 private:
  AccountDayKey(const VerifiedEpoch& e, const AccountId& account, const Scalar& d)
      : wid_(e.wid()), epoch_(e.object().epoch), account_(account), d_(d) {}
  Digest wid_;
  Day epoch_;
  AccountId account_;
  Scalar d_;
};

struct Combined {
  // absent without t good scalars, or if the court's part is no good
  std::optional<AccountDayKey> key;
  // signed a scalar that is not theirs to give: their own signature names them
  std::vector<std::uint16_t> liars;
  // not signed by the custodian it claims to be from, or not for this
  std::vector<std::uint16_t> strangers;
  bool court_is_wrong = false;  // t good scalars, and d_R does not fit
};

/// @param custodians  [m - 1]: key of custodian m under the dealing's constitution
///     Variable-time in public data.
Combined combine_var(const VerifiedEpoch& epoch, const AccountId& account, std::uint64_t order,
                     const Scalar& registry_key, std::span<const Release> releases,
                     std::span<const crypto::VerifyKey> custodians);

/// AK_0 of one envelope.
/// @return Err::malformed for a bad envelope, Err::forged if it is not this account's in this
///     context.
Result<AccessKey> open_envelope(const AccountDayKey& key, const Digest& ctx, View envelope);

/// Whose leaf sealed an envelope, and its AK_0.
struct OpenedLeaf {
  std::uint32_t leaf = 0;
  AccessKey access_key;
};
/// The same where the leaf is not known: leaves 0 .. leaves - 1 are tried with one multiplication
/// for all.
Result<OpenedLeaf> open_some_leaf(const AccountDayKey& key, const ConversationId& conversation,
                                  std::uint64_t mls_epoch, std::uint32_t leaves, View envelope);

}  // namespace eq::gate
