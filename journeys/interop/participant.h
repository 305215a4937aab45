// Someone in a group, whichever engine they run on.  Whatever does not succeed throws Disagreement
// with what both sides said: these are tests, and a failure must tell.
#pragma once

#include <stdexcept>
#include <string>

#include "eq/mls/group.h"

namespace eq::interop {

struct Disagreement : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What a commit, or a proposal, is asked to hold.
struct Plan {
  std::vector<Bytes> add{};           // key packages, MLSMessage
  std::vector<std::string> remove{};  // names
  std::vector<Bytes> psks{};          // ids of external pre-shared keys
  // past epochs of this group whose resumption secret to inject
  std::vector<std::uint64_t> resume{};
  std::optional<mls::Extensions> extensions{};
  std::optional<Bytes> reinit{};  // id of the group that is to follow this one
  bool update = false;            // propose: new keys for oneself
  // How it travels.
  mls::WireFormat handshake = mls::WireFormat::private_message;
  mls::TreeDelivery tree = mls::TreeDelivery::in_welcome;
  mls::Path path = mls::Path::always;  // engines that choose for themselves ignore it
  Bytes authenticated_data{};
};

struct Committed {
  Bytes commit;
  std::optional<Bytes> welcome;
};

enum class Kind { application, proposal, commit, removed };

struct Received {
  Kind kind{};
  Bytes plaintext;
  std::optional<Bytes> authenticated_data{};  // absent: this engine does not tell
};

/// What all members of an epoch must agree on.
struct EpochView {
  std::uint64_t epoch = 0;
  Bytes authenticator;  // empty: this engine does not tell
  Bytes exported;
  std::vector<std::string> members;  // names, sorted
};

/// Label and context of the exported secret that is compared; some engines offer one only.
struct Exporter {
  std::string label;
  Bytes context;
};

class Participant {
 public:
  Participant(std::string name, mls::Suite suite) : name_(std::move(name)), suite_(suite) {}
  virtual ~Participant() = default;
  const std::string& name() const { return name_; }
  mls::Suite suite() const { return suite_; }

  /// Name of the engine.
  virtual std::string engine() const = 0;

  virtual Bytes key_package() = 0;
  virtual void create(View group_id) = 0;
  /// With the key package made last.
  virtual void join(View welcome, const std::optional<Bytes>& tree) = 0;
  /// @return the commit.  `replaces`: an old appearance of the same name goes.
  virtual Bytes join_external(View group_info, const std::optional<Bytes>& tree, bool replaces) = 0;

  /// Makes and at once merges a commit, with the proposals received before.
  virtual Committed commit(const Plan& plan) = 0;
  /// The one proposal of the plan.
  virtual Bytes propose(const Plan& plan) = 0;
  virtual Bytes protect(View authenticated_data, View plaintext) = 0;
  virtual Received receive(View message) = 0;

  /// Moves on to a new group that replaces this one or branches from it.  @return the Welcome for
  /// the owners of the key packages, without the tree.
  virtual Bytes found_successor(mls::PskUsage usage, View group_id,
                                const std::vector<Bytes>& key_packages) = 0;
  virtual void join_successor(View welcome, const Bytes& tree) = 0;

  virtual void learn_psk(View id, View secret) = 0;
  virtual Bytes group_info(mls::TreeDelivery tree) = 0;
  virtual Bytes tree() = 0;
  virtual EpochView epoch() = 0;

 private:
  std::string name_;
  mls::Suite suite_;
};

}  // namespace eq::interop
