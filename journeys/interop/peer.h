// Another engine in a process of its own, and its members as participants.
#pragma once

#include <sys/types.h>

#include <nlohmann/json.hpp>

#include "journeys/interop/participant.h"

namespace eq::interop {

/// `node SCRIPT` as a child: one JSON request a line, one answer a line (see line_protocol.mjs).
class Peer {
 public:
  /// Starts the script of this folder; `missing()` tells if it could not be.
  explicit Peer(const std::string& script);
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  /// What has to be installed, or empty.
  const std::string& missing() const { return missing_; }
  /// Name and version of the engine, and of what it runs on.
  const std::string& engine() const { return engine_; }
  /// The one it would compare, and perhaps the only one it has.
  const Exporter& exporter() const { return exporter_; }

  /// Throws Disagreement on an error, on silence of a minute, and when the process ends.
  nlohmann::json ask(const std::string& op, nlohmann::json request);

 private:
  bool start(const std::string& script);
  std::optional<std::string> answer_line();

  pid_t pid_ = -1;
  int fd_ = -1;
  std::string buffered_, missing_, engine_;
  Exporter exporter_;
};

class Theirs final : public Participant {
 public:
  Theirs(std::string name, mls::Suite suite, Exporter exporter, Peer& peer)
      : Participant(std::move(name), suite), exporter_(std::move(exporter)), peer_(peer) {}
  std::string engine() const override { return peer_.engine(); }

  Bytes key_package() override;
  void create(View group_id) override;
  void join(View welcome, const std::optional<Bytes>& tree) override;
  Bytes join_external(View group_info, const std::optional<Bytes>& tree, bool replaces) override;
  Committed commit(const Plan& plan) override;
  Bytes propose(const Plan& plan) override;
  Bytes protect(View authenticated_data, View plaintext) override;
  Received receive(View message) override;
  Bytes found_successor(mls::PskUsage usage, View group_id,
                        const std::vector<Bytes>& key_packages) override;
  void join_successor(View welcome, const Bytes& tree) override;
  void learn_psk(View id, View secret) override;
  Bytes group_info(mls::TreeDelivery tree) override;
  Bytes tree() override;
  EpochView epoch() override;

  /// A proposal from outside to add oneself (new_member_proposal).
  Bytes propose_oneself(View group_info);

 private:
  nlohmann::json ask(const std::string& op, nlohmann::json request = nlohmann::json::object());
  Exporter exporter_;
  Peer& peer_;
};

}  // namespace eq::interop
