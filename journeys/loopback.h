// The delivery service and the witness in the same process: what a Transport reaches in journeys.
#pragma once

#include "eq/tlog/witness.h"
#include "eq/wire/transport.h"
#include "parties/platform/memory_store.h"
#include "parties/platform/platform.h"

namespace eq::journeys {

/// What crossed the wire, for journeys that compare transcripts.
struct Exchange {
  wire::Verb verb{};
  std::size_t request = 0, reply = 0;  // bytes
  wire::Code code = wire::Code::ok;
};

/// One service with its store, its witness and its clock.
class Service {
 public:
  Service(platform::Keys keys, const wire::Realm& realm, tlog::WitnessSigner witness, Random& rng);

  platform::Reply handle(wire::Verb verb, View body);
  platform::Document get(std::string_view path) const { return platform_->get(path); }
  const platform::MemoryStore& store() const { return store_; }
  platform::MemoryStore& store() { return store_; }
  /// One request to the witness, as anybody who can reach it might make.
  tlog::WitnessReply ask_witness(const std::string& body);

  /// As its operator asks.
  Result<void, wire::Code> act_on(const AccountId& account, platform::UserAct act);
  /// Forget what is past its time, as the server's program does now and then.
  void purge();

  /// Time passes, and the witness is asked again for heads that would soon be too old to permit
  /// anything from.
  void come_to(Time t);

  /// What a dishonest service does: put into its directory, as the account's next record, what
  /// nobody registered.
  void list(const AccountId& account, std::uint32_t version, const Bytes& record);

  /// Have a log cosigned that grew or whose cosignature is old, as the server's program does.
  void cosign(wire::LogName log);

  Time now;
  /// Appends whatever an office sends to a log, without asking whether its readers would take it.
  bool looks_away = false;
  /// How far the service's own clock and the witness's run ahead of everybody's; behind, if
  /// negative.
  std::int64_t ahead_ms = 0, witness_ahead_ms = 0;
  bool witness_answers = true;

 private:
  platform::Reply append_unchecked(View signed_request);

  platform::Keys keys_;
  wire::Realm realm_;
  platform::MemoryStore store_;
  std::unique_ptr<platform::Platform> platform_;
  tlog::Witness witness_;
  std::map<std::string, tlog::WitnessRecord> witnessed_;
  Random& rng_;
};

class Loopback final : public wire::Transport {
 public:
  explicit Loopback(Service& service) : service_(&service) {}
  Result<Bytes> call(wire::Verb verb, View request) override;
  Result<Bytes> get(std::string_view path) override;
  std::vector<Exchange> exchanges;

  // For attacks: what a dishonest service, or somebody on the line, puts in place of the answer.
  std::function<void(wire::Verb, View request, Bytes& reply)> change_reply;
  std::function<void(std::string_view path, Result<Bytes>& document)> change_document;
  // The same where the service itself refused.
  std::function<void(wire::Verb, Result<Bytes>& reply)> change_refusal;

 private:
  Service* service_;
};

}  // namespace eq::journeys
