#include "eq/wire/directory.h"

#include "eq/wire/ask.h"

namespace eq::wire {

Result<AccountRecord> current_record(Transport& server, const Realm& realm, RecordsSeen& seen,
                                     const AccountId& account) {
  auto record = TRY(ask(server, AccountGet{account}));
  TRY(verify_record(record));
  REQUIRE_OR(record.id() == account && record.realm == realm.name, Err::forged);
  if (const auto it = seen.find(account); it != seen.end()) {
    const SeenRecord& before = it->second;
    REQUIRE_OR(record.version >= before.version, Err::stale);
    if (record.version == before.version) REQUIRE_OR(record.digest() == before.digest, Err::forged);
    if (record.version == before.version + 1)
      REQUIRE_OR(record.previous == before.digest, Err::forged);
  }
  seen[account] = {record.version, record.digest()};
  return record;
}

}  // namespace eq::wire
