#include "parties/client/directory.h"

#include "eq/wire/directory.h"

namespace eq::client {

Result<AccountId> account_of(const mls::Credential& credential) {
  REQUIRE_OR(credential.type == mls::credential_type::basic, Err::unsupported);
  return AccountId::from(credential.content);
}

Result<wire::AccountRecord> refresh(State& state, Environment& environment,
                                    const AccountId& account) {
  auto record = TRY(wire::current_record(environment.server, environment.realm, state.records_seen,
                                         account, environment.now));
  state.known[account] = record;
  return record;
}

Result<wire::AccountRecord> look_up(State& state, Environment& environment,
                                    const AccountId& account) {
  if (const auto it = state.known.find(account); it != state.known.end()) return it->second;
  return refresh(state, environment, account);
}

Status DirectoryCheck::check(const mls::Credential& credential, View signature_key) const {
  const Status found = look(credential, signature_key);
  if (!found.ok() && found.error() == Err::unavailable) unanswered_ = found.error();
  return found;
}

Status DirectoryCheck::look(const mls::Credential& credential, View signature_key) const {
  const auto account = account_of(credential);
  REQUIRE_OR(account.ok(), Err::forged);
  const auto key = to_array<32>(signature_key);
  REQUIRE_OR(key.ok(), Err::forged);
  // What we knew before may name a device that was replaced since: once for each operation we ask
  // again.
  if (*account != s_->me.record.id() && asked_.insert(*account).second)
    TRY(refresh(*s_, *h_, *account));
  return TRY(look_up(*s_, *h_, *account)).has_device({*key}) ? ok() : Status(Err::forged);
}

}  // namespace eq::client
