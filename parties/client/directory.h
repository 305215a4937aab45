// Who is behind a credential: the account's record, fetched with the directory's proof that it is
// the newest, and remembered.
#pragma once

#include <set>

#include "parties/client/environment.h"

namespace eq::client {

/// The account's record; fetched if it is not known yet.
/// @return as wire::current_record.
Result<wire::AccountRecord> look_up(State& state, Environment& environment,
                                    const AccountId& account);
/// Fetch anew: the account may have changed its devices.
Result<wire::AccountRecord> refresh(State& state, Environment& environment,
                                    const AccountId& account);

/// MLS asks here whether a leaf's signature key belongs to the account it names, by the newest
/// record that the service has; one object for each operation.  Promises CLI-35.
class DirectoryCheck final : public mls::CredentialCheck {
 public:
  DirectoryCheck(State& state, Environment& environment) : s_(&state), h_(&environment) {}
  Status check(const mls::Credential& credential, View signature_key) const override;
  /// Why MLS refused something: Err::unavailable if that was for want of an answer from the server,
  /// which is no verdict.
  Err why(Err refusal) const { return unanswered_.value_or(refusal); }

 private:
  Status look(const mls::Credential& credential, View signature_key) const;
  State* s_;
  Environment* h_;
  mutable std::set<AccountId> asked_;
  mutable std::optional<Err> unanswered_;
};

/// The account a basic credential names.
Result<AccountId> account_of(const mls::Credential& credential);

}  // namespace eq::client
