#include "parties/client/directory.h"

namespace eq::client {

Result<AccountId> account_of(const mls::Credential& credential) {
  REQUIRE_OR(credential.type == mls::credential_type::basic, Err::unsupported);
  return AccountId::from(credential.content);
}

Result<wire::AccountRecord> refresh(State& s, Hands& h, const AccountId& account) {
  auto record = TRY(wire::ask(h.server, wire::AccountGet{account}));
  TRY(wire::verify_record(record));
  REQUIRE_OR(record.id() == account && record.realm == h.realm.name, Err::forged);
  const auto before = s.known.find(account);
  // An older record than the one we hold is a rollback.
  REQUIRE_OR(before == s.known.end() || record.version >= before->second.version, Err::stale);
  s.known[account] = record;
  return record;
}

Result<wire::AccountRecord> look_up(State& s, Hands& h, const AccountId& account) {
  if (const auto it = s.known.find(account); it != s.known.end()) return it->second;
  return refresh(s, h, account);
}

Status DirectoryCheck::check(const mls::Credential& credential, View signature_key) const {
  const auto account = account_of(credential);
  REQUIRE_OR(account.ok(), Err::forged);
  const auto key = to_array<32>(signature_key);
  REQUIRE_OR(key.ok(), Err::forged);
  auto record = TRY(look_up(*s_, *h_, *account));
  if (!record.has_device({*key})) record = TRY(refresh(*s_, *h_, *account));
  return record.has_device({*key}) ? ok() : Status(Err::forged);
}

}  // namespace eq::client
