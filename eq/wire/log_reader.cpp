#include "eq/wire/log_reader.h"

namespace eq::wire {

namespace {

const std::string& vkey_of(const Realm& realm, LogName log) {
  if (log == LogName::orders) return realm.orders_log;
  return log == LogName::epochs ? realm.epochs_log : realm.directory_log;
}

}  // namespace

Result<tlog::Policy> log_policy(const Realm& realm, LogName log) {
  auto operator_key = TRY(tlog::LogKey::parse(vkey_of(realm, log)));
  auto witness = TRY(tlog::WitnessKey::parse(realm.witness));
  return tlog::Policy{std::move(operator_key), {std::move(witness)}, 1};
}

tlog::Fetch log_fetch(Transport& server, LogName log) {
  return [&server, prefix = "/log/" + std::string(to_text(log)) + "/"](std::string_view path) {
    return server.get(prefix + std::string(path));
  };
}

namespace {

Result<tlog::Policy, tlog::LogFault> policy_or_fault(const Realm& realm, LogName log) {
  auto policy = log_policy(realm, log);
  if (!policy)
    return tlog::LogFault{policy.error(), "", std::nullopt, "the realm's log keys cannot be read"};
  return std::move(*policy);
}

std::span<const tlog::Head> as_span(const std::optional<tlog::Head>& seen) {
  return seen ? std::span(&*seen, 1) : std::span<const tlog::Head>();
}

}  // namespace

Result<tlog::ReplayedLog, tlog::LogFault> read_log(Transport& server, const Realm& realm,
                                                   LogName log, std::span<const tlog::Head> known) {
  return tlog::ReplayedLog::fetch(log_fetch(server, log), TRY(policy_or_fault(realm, log)), known);
}

Result<tlog::ReplayedLog, tlog::LogFault> read_log(Transport& server, const Realm& realm,
                                                   LogName log, std::optional<tlog::Head>& seen) {
  auto read = TRY(read_log(server, realm, log, as_span(seen)));
  seen = read.checkpoint().head();
  return read;
}

Result<tlog::FreshLog, tlog::LogFault> read_fresh_log(Transport& server, const Realm& realm,
                                                      LogName log, std::optional<tlog::Head>& seen,
                                                      Time now) {
  auto read = TRY(tlog::FreshLog::fetch(log_fetch(server, log), TRY(policy_or_fault(realm, log)),
                                        as_span(seen), now));
  seen = read.checkpoint().head();
  return read;
}

Result<tlog::CosignedCheckpoint> covering_checkpoint(Transport& server, const Realm& realm,
                                                     LogName log, std::uint64_t index) {
  const auto policy = TRY(log_policy(realm, log));
  const Bytes note =
      TRY(server.get("/log/" + std::string(to_text(log)) + "/covering/" + std::to_string(index)));
  return tlog::CosignedCheckpoint::verify(to_string(note), policy);
}

Result<Bytes> log_blob(Transport& server, const crypto::Digest& digest) {
  Bytes blob = TRY(server.get("/log/blob/" + hex(digest)));
  REQUIRE_OR(crypto::sha256(blob) == digest, Err::forged);
  return blob;
}

}  // namespace eq::wire
