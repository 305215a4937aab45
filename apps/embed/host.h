// What an embedding program lends (include/equipoise/client.h), as the client's party sees it.
#pragma once

#include "eq/base/random.h"
#include "eq/base/secret.h"
#include "eq/wire/transport.h"
#include "include/equipoise/client.h"

/// Of one request.
struct eqp_reply {
  int http_status = 0;  // none yet
  eq::Bytes body;
};

namespace eq::embed {

class HostRandom final : public Random {
 public:
  explicit HostRandom(const eqp_host& host) : host_(host) {}
  void fill(MutView out) override { host_.random(host_.context, out.data(), out.size()); }

 private:
  const eqp_host& host_;
};

/// Keeps the state, and lets nothing leave while the last one could not be kept.
class HostLine final : public wire::Transport {
 public:
  explicit HostLine(const eqp_host& host) : host_(host) {}

  void keep(Bytes state) {
    unsaved_ = host_.save(host_.context, state.data(), state.size()) != 0;
    wipe(state);
  }
  bool is_unsaved() const { return unsaved_; }

  Result<Bytes> call(wire::Verb verb, View request) override;
  Result<Bytes> get(std::string_view path) override;

 private:
  Result<Bytes> ask(const char* method, const std::string& path, View body);

  const eqp_host& host_;
  bool unsaved_ = false;
};

}  // namespace eq::embed
