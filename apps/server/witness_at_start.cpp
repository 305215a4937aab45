#include "apps/server/witness_at_start.h"

#include <spdlog/spdlog.h>

#include "apps/server/store_record.h"

namespace eq::server {
namespace {
constexpr std::uint64_t kPatience_ms = 3000;  // everybody waits for the server meanwhile
constexpr std::string_view kHeldBack =
    "This store was restored from a backup, and serves only once the witness has said that it lacks nothing. ";
}  // namespace

std::string ask_witness_at_start(const ServiceOptions& options,
                                 const platform::Platform& platform) {
  const bool is_restored = options.store_kind == ServiceOptions::StoreKind::restored;
  if (options.witness_url.empty())
    return is_restored ? std::string(kHeldBack) + "Give --witness" : std::string();
  const auto address = parse_server_address(options.witness_url, "witness");
  if (!address.ok()) return address.error().what + ". " + address.error().remedy;
  const auto says = WitnessSays::about(platform, *HttpClient::to(*address, kPatience_ms));
  const std::string sentence = says.what() + ". " + says.remedy();
  switch (says.standing()) {
    case WitnessSays::Standing::agrees:
      if (is_restored && options.on_restored) options.on_restored();
      return {};
    case WitnessSays::Standing::silent:
      if (is_restored) return std::string(kHeldBack) + sentence;
      spdlog::warn("{}; whether it has seen more than this store holds is not known", says.what());
      return {};
    case WitnessSays::Standing::store_behind:
    case WitnessSays::Standing::other_history: break;
  }
  return sentence;
}

}  // namespace eq::server
