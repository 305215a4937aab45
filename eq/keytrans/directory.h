// Keeping a directory: its operator's half.  spec/keytrans.md.
//
// The operator sees every record; what it cannot do is show two people different ones for long
// (versions.h), or take one back (epoch.h).
#pragma once

#include "eq/base/secret.h"
#include "eq/keytrans/epoch.h"
#include "eq/keytrans/versions.h"

namespace eq::keytrans {

struct DirectoryKeys {
  crypto::VrfKey labels;
  Secret<32> nonces;  // makes the nonce of each label
  static DirectoryKeys generate(Random& rng);
};

/// A version of an account's record that comes into the directory.
struct Entry {
  AccountId account;
  Version version = 1;
  Bytes value;
};

/// Not thread-safe.  Neither keys nor store may be shorter.
class Directory {
 public:
  /// @param epoch  the last one, or before_all()   @param top  of its tree
  Directory(const DirectoryKeys& keys, NodeStore& store, const Epoch& epoch,
            const std::optional<Child>& top)
      : keys_(keys), tree_(store, top), epoch_(epoch) {}

  const Epoch& epoch() const { return epoch_; }
  const std::optional<Child>& top() const { return tree_.top(); }
  Known known() const { return {keys_.labels.public_key(), epoch_.root}; }

  /// The next epoch, with these.  On an error the store is to be thrown back.
  /// @return what auditors need; Err::refused if a version is there already or comes twice
  Result<Growth> publish(const std::vector<Entry>& entries);

  /// @param newest  the account's newest entry, as it was published
  Result<LookUp> look_up(const Entry& newest) const;
  Result<Nobody> nobody(const AccountId& account) const;
  Result<OwnerCheck> owner_check(const AccountId& account, Version newest) const;

 private:
  Result<HeldVersion> held(const crypto::VrfKey::Evaluation& label) const;
  Result<AbsentVersion> absent(const AccountId& account, Version version) const;
  Nonce nonce_of(const Label& label) const;

  const DirectoryKeys& keys_;
  Tree tree_;
  Epoch epoch_;
};

}  // namespace eq::keytrans
