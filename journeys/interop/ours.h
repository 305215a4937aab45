// A participant on eq/mls.
#pragma once

#include <map>

#include "eq/mls/testing.h"
#include "journeys/interop/participant.h"

namespace eq::interop {

class Ours final : public Participant {
 public:
  Ours(std::string name, mls::Suite suite, Exporter exporter, Random& rng);
  std::string engine() const override { return "ours"; }

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

  mls::Group& group() { return *group_; }

 private:
  class Psks final : public mls::PskStore {
   public:
    std::optional<SecretBytes> find(const mls::PskId& id) const override;
    std::map<Bytes, Bytes> by_id;
  };

  template <class T>
  T must(Result<T> r, const char* what) const;
  std::vector<mls::CommitInput> inputs(const Plan& plan) const;
  mls::Trust trust(const mls::Group* predecessor = nullptr) const {
    mls::Trust t = mls::testing::trust_outsiders();
    t.psks = &psks_;
    t.predecessor = predecessor;
    return t;
  }

  Exporter exporter_;
  Random& rng_;
  mls::SignatureKey key_;
  mls::Credential credential_;
  Psks psks_;
  std::optional<mls::KeyPackageSecrets> key_package_;
  std::optional<mls::Group> group_;
};

}  // namespace eq::interop
