#include "eq/keytrans/directory.h"

namespace eq::keytrans {

DirectoryKeys DirectoryKeys::generate(Random& rng) {
  return {crypto::VrfKey::generate(rng), Secret<32>(rng.array<32>())};
}

Nonce Directory::nonce_of(const Label& label) const {
  return crypto::hmac_sha256(keys_.nonces.reveal("a label's nonce is made of it"), label);
}

Result<Growth> Directory::publish(const std::vector<Entry>& entries) {
  REQUIRE_OR(epoch_.number < UINT32_MAX, Err::exhausted);
  Epoch next{epoch_.number + 1, {}, epoch_.root, epoch_.leaves + entries.size()};
  std::vector<Leaf> leaves;
  leaves.reserve(entries.size());
  for (const Entry& e : entries) {
    REQUIRE_OR(e.version >= 1 && e.version <= kNewestVersion, Err::refused);
    const Label label = label_from(keys_.labels.evaluate(label_input(e.account, e.version)));
    leaves.push_back({label, commit(nonce_of(label), e.value), next.number});
  }
  Growth growth = TRY(tree_.grow(std::move(leaves)));
  next.root = tree_.root();
  epoch_ = next;
  return growth;
}

Result<HeldVersion> Directory::held(const crypto::VrfKey::Evaluation& label) const {
  Place place = TRY(tree_.place(label_from(label.output)));
  return HeldVersion{label.proof, place.leaf.commitment, place.leaf.epoch, std::move(place.path)};
}

Result<AbsentVersion> Directory::absent(const AccountId& account, Version version) const {
  const auto made = keys_.labels.prove(label_input(account, version));
  return AbsentVersion{made.proof, TRY(tree_.absence(label_from(made.output)))};
}

Result<LookUp> Directory::look_up(const Entry& newest) const {
  LookUp out;
  out.version = newest.version;
  out.value = newest.value;
  const auto label = keys_.labels.prove(label_input(newest.account, newest.version));
  out.newest = TRY(held(label));
  out.nonce = nonce_of(label_from(label.output));
  if (const Version marker = marker_of(newest.version); marker != newest.version)
    out.marker = TRY(held(keys_.labels.prove(label_input(newest.account, marker))));
  out.next = TRY(absent(newest.account, newest.version + 1));
  return out;
}

Result<Nobody> Directory::nobody(const AccountId& account) const {
  return Nobody{TRY(absent(account, 1))};
}

Result<OwnerCheck> Directory::owner_check(const AccountId& account, Version newest) const {
  OwnerCheck out;
  for (const Version v : unseen_after(newest)) out.unseen.push_back(TRY(absent(account, v)));
  return out;
}

}  // namespace eq::keytrans
