#include "apps/server/store_record.h"

#include "eq/base/counted.h"
#include "eq/tlog/log.h"
#include "eq/tlog/witness.h"
#include "eq/wire/log_reader.h"

namespace eq::server {
namespace {
using wire::LogName;

/// The head that the store signed last, whatever a witness said of it.
Result<tlog::Head> signed_head(const platform::Platform& platform, LogName log) {
  const auto note = TRY(platform.signed_checkpoint(log));
  if (!note) return tlog::Head{0, tlog::empty_root()};
  const auto policy = TRY(wire::log_policy(platform.realm(), log));
  return TRY(tlog::VerifiedCheckpoint::verify(*note, policy.log)).head();
}

Result<tlog::Head> replay(const platform::Platform& platform, LogName log) {
  const auto head = TRY(signed_head(platform, log));
  tlog::Frontier read;
  while (read.size() < head.size)
    read.append(tlog::leaf_hash(TRY(platform.public_entry(log, read.size())).entry));
  REQUIRE_OR(read.head() == head, Err::forged);
  return head;
}

tlog::Fetch own_log(const platform::Platform& platform, LogName log) {
  return [&platform, prefix = "/log/" + std::string(to_text(log)) +
                              "/"](std::string_view path) -> Result<Bytes> {
    auto document = platform.get(prefix + std::string(path));
    REQUIRE_OR(document.code == wire::Code::ok, Err::missing);
    return std::move(document.body);
  };
}
}  // namespace

Result<RecordHeads> replay_record(const platform::Platform& platform) {
  const auto orders = TRY(replay(platform, LogName::orders));
  const auto epochs = TRY(replay(platform, LogName::epochs));
  const auto directory = TRY(replay(platform, LogName::directory));
  return RecordHeads{orders, epochs, directory};
}

WitnessSays WitnessSays::about(const platform::Platform& platform, HttpClient& witness) {
  WitnessSays says;
  const auto silent = [&](const std::string& why) {
    says.standing_ = Standing::silent;
    says.what_ = why;
    says.remedy_ = "Start it, or ask whoever runs it";
    return says;
  };
  for (const auto log : wire::kLogs) {
    const auto policy = wire::log_policy(platform.realm(), log);
    if (!policy.ok()) return silent("The realm names no witness");
    const auto reply = witness.send(
        "GET", "/" + tlog::origin_hash(policy->log.name) + "/checkpoint", {}, "text/plain");
    if (!reply.ok()) return silent("The witness does not answer");
    // A record that nobody has cosigned yet.
    const auto shown = own_log(platform, log)("checkpoint");
    if (reply->status == 404 && !shown.ok() && shown.error() == Err::missing) continue;
    if (reply->status != 200) return silent("What answers is not a witness");
    const auto newest = tlog::CosignedCheckpoint::verify(to_string(reply->body), *policy);
    if (!newest.ok()) return silent("What answers is not this realm's witness");
    if (!says.hold_against(platform, log, *newest)) return says;
  }
  return says;
}

/// False if what was found ends the question.
bool WitnessSays::hold_against(const platform::Platform& platform, LogName log,
                               const tlog::CosignedCheckpoint& newest) {
  const std::string name = "the " + std::string(to_text(log)) + " log";
  const auto head = signed_head(platform, log);
  if (head.ok() && head->size < newest.size()) {
    standing_ = Standing::store_behind;
    what_ = "The witness has seen " + counted(newest.size(), "entry", "entries") + " of " + name +
            ", and this store has " + std::to_string(head->size) + ": " +
            counted(newest.size() - head->size, "entry", "entries") + " would be missing for ever";
    remedy_ =
        "Restore a backup that was made after the last entry. If there is none, this realm's record has ended, and a new realm "
        "begins (docs/operators/backup.md, Back up and restore)";
    return false;
  }
  if (head.ok() && *head == newest.head()) return true;
  if (head.ok() && tlog::ReplayedLog::fetch(own_log(platform, log), newest).ok()) return true;
  standing_ = Standing::other_history;
  what_ = "The first " + counted(newest.size(), "entry", "entries") + " of " + name +
          " are not those that the witness has seen";
  remedy_ = "This store is damaged or of another history. Restore a backup of this server";
  return false;
}

}  // namespace eq::server
