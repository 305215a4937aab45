#include "apps/server/witness_at_start.h"

#include <spdlog/spdlog.h>

#include "apps/server/store_record.h"

namespace eq::server {
namespace {
// For each question as a whole.  Everybody waits for the server meanwhile, and who works on a
// database must renew its lease.
constexpr std::uint64_t kPatience_ms = 2000;
constexpr std::uint64_t kOfWhoTakesOver_ms = 1000;
constexpr auto kAskAgain = std::chrono::milliseconds(200);
constexpr std::string_view kHeldBack =
    "This store was restored from a backup, and serves only once the witness has said that it lacks nothing. ";

bool logs_are_empty(const platform::Platform& platform) {
  for (const auto log : wire::kLogs) {
    const auto note = platform.signed_checkpoint(log);
    if (!note.ok() || note->has_value()) return false;
  }
  return true;
}

std::string sentence(const WitnessSays& says) { return says.what() + ". " + says.remedy(); }
}  // namespace

AtStart ask_witness_at_start(const ServiceOptions& options, StorePlace::Kind kind,
                             const platform::Platform& platform) {
  const bool is_restored = kind == StorePlace::Kind::restored;
  if (options.witness_url.empty())
    return {is_restored ? std::string(kHeldBack) + "Give --witness" : std::string()};
  const auto address = parse_server_address(options.witness_url, "witness");
  if (!address.ok()) return {address.error().what + ". " + address.error().remedy};
  const auto patience = options.database && !is_restored ? kOfWhoTakesOver_ms : kPatience_ms;
  const auto says = WitnessSays::about(platform, *HttpClient::within(*address, patience));
  switch (says.standing()) {
    case WitnessSays::Standing::agrees: return {};
    case WitnessSays::Standing::silent:
      if (is_restored) return {std::string(kHeldBack) + sentence(says)};
      if (logs_are_empty(platform)) {
        spdlog::warn(
            "{}, and this store's logs are empty: nothing is taken before the witness has said "
            "that it has seen nothing of them",
            says.what());
        return {"", AtStart::Logs::wait};
      }
      spdlog::warn("{}; whether it has seen more than this store holds is not known", says.what());
      return {};
    case WitnessSays::Standing::store_behind:
    case WitnessSays::Standing::other_history: break;
  }
  return {sentence(says)};
}

FirstWord::FirstWord(Engine& engine, const ServerAddress& witness,
                     std::function<void(std::string fault)> told)
    : engine_(engine),
      witness_(HttpClient::within(witness, kPatience_ms)),
      told_(std::move(told)),
      thread_([this] { loop(); }) {}

FirstWord::~FirstWord() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  witness_->interrupt();
  thread_.join();
}

void FirstWord::loop() {
  for (;;) {
    // In the engine's turn: nobody else has anything to do there yet.
    const auto says = engine_.run(
        [this](platform::Platform& platform) { return WitnessSays::about(platform, *witness_); });
    if (says && says->agrees()) return told_("");
    if (says && says->standing() != WitnessSays::Standing::silent) return told_(sentence(*says));
    std::unique_lock lock(mutex_);
    if (stop_.wait_for(lock, kAskAgain, [this] { return stopping_; })) return;
  }
}

}  // namespace eq::server
