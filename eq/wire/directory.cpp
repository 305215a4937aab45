#include "eq/wire/directory.h"

#include "eq/wire/ask.h"
#include "eq/wire/log_reader.h"

namespace eq::wire {
namespace {

/// The directory as a witness vouches for it now.
struct Shown {
  keytrans::Known known;
  tlog::Head head;
};

/// Err::unavailable if no witness vouches for it now; Err::stale if it is behind what was seen.
Result<Shown> verify_head(const Realm& realm, const RecordsSeen& seen, const DirectoryHead& shown,
                          Time now, const Recent& recent) {
  const auto policy = TRY(log_policy(realm, LogName::directory));
  const auto logged = tlog::Logged<keytrans::Epoch>::verify(shown.epoch, shown.proof, policy);
  REQUIRE_OR(logged.ok(), Err::forged);
  const tlog::Head& head = logged->checkpoint().head();
  REQUIRE_OR(logged->index() + 1 == head.size && shown.epoch.number == head.size, Err::forged);
  const tlog::NotBefore vouched = logged->checkpoint().newest_at();
  REQUIRE_OR(vouched.from(now - recent.old_ms), Err::unavailable);
  REQUIRE_OR(!vouched.from(now + recent.ahead_ms + 1), Err::unavailable);
  if (seen.directory) {
    REQUIRE_OR(head.size >= seen.directory->size, Err::stale);
    TRY(tlog::verify_consistency(*seen.directory, head, shown.since));
  }
  return Shown{{realm.directory_key, shown.epoch.root}, head};
}

std::uint64_t size_seen(const RecordsSeen& seen) {
  return seen.directory ? seen.directory->size : 0;
}

/// It continues what was seen of the account.
Status check_against(const RecordsSeen& seen, const AccountId& account,
                     const AccountRecord& record) {
  const auto it = seen.newest.find(account);
  if (it == seen.newest.end()) return ok();
  const SeenRecord& before = it->second;
  REQUIRE_OR(record.version >= before.version, Err::stale);
  if (record.version == before.version) REQUIRE_OR(record.digest() == before.digest, Err::forged);
  if (record.version == before.version + 1)
    REQUIRE_OR(record.previous == before.digest, Err::forged);
  return ok();
}

}  // namespace

std::string growth_path(std::uint32_t epoch) {
  return "/log/directory/growth/" + std::to_string(epoch);
}

Result<AccountRecord> current_record(Transport& server, const Realm& realm, RecordsSeen& seen,
                                     const AccountId& account, Time now, const Recent& recent) {
  const auto answer = ask(server, AccountGet{account, size_seen(seen)});
  REQUIRE_OR(answer.ok(), Err::unavailable);  // its bare word proves nothing of anybody
  REQUIRE_OR(answer->newest.has_value() != answer->nobody.has_value(), Err::forged);
  const Shown shown = TRY(verify_head(realm, seen, answer->head, now, recent));
  if (answer->nobody) {
    REQUIRE_OR(!seen.newest.contains(account), Err::forged);
    TRY(keytrans::verify_nobody(shown.known, account, *answer->nobody));
    seen.directory = shown.head;
    return Err::missing;
  }
  TRY(keytrans::verify_newest(shown.known, account, *answer->newest));
  const auto read = decode<AccountRecord>(answer->newest->value);
  REQUIRE_OR(read.ok(), Err::forged);
  AccountRecord record = *read;
  TRY(verify_record(record));
  REQUIRE_OR(record.id() == account && record.realm == realm.name, Err::forged);
  REQUIRE_OR(record.version == answer->newest->version, Err::forged);
  TRY(check_against(seen, account, record));

  seen.newest[account] = {record.version, record.digest()};
  seen.directory = shown.head;
  return record;
}

AccountCheck ask_nothing_newer(const RecordsSeen& seen, std::uint32_t version) {
  return {version, size_seen(seen)};
}

Status check_nothing_newer(const Result<NothingNewer>& answer, const Realm& realm,
                           RecordsSeen& seen, const AccountId& account, std::uint32_t version,
                           Time now) {
  if (!answer.ok()) return answer.error() == Err::refused ? Err::refused : Err::unavailable;
  const Shown shown = TRY(verify_head(realm, seen, answer->head, now, kFresh));
  TRY(keytrans::verify_owner(shown.known, account, version, answer->check));

  seen.directory = shown.head;
  return ok();
}

}  // namespace eq::wire
