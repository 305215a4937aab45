// A key that is a person's own, outside every home: a file under a passphrase of hers, and beside
// it FILE.pub, which says to others whose it is.
#pragma once

#include "apps/equipoise/frame/failure.h"
#include "eq/crypto/passphrase.h"

namespace eq::app {

/// Whose key a file holds, for messages.
struct KeyKind {
  const char* whose;         // "judge's"
  const char* made_by;       // the command that writes such files
  const char* nothing_done;  // "Nothing was signed."
};

/// Asks for a new passphrase, and writes both files; none is written over.  @return FILE.pub.
/// Throws Failure.
std::string write_key_file(const std::string& file, const KeyKind& kind, View saved,
                           const std::string& card);

class KeyFile {
 public:
  /// Throws Failure (2) unless it is a file under a passphrase.
  KeyFile(std::string file, const KeyKind& kind);
  /// Asks for the passphrase.  Failure (3) where it opens no such key.
  template <class Key>
  Key open() const {
    const auto opened = unsealed();
    auto key =
        opened.ok() ? Key::load(opened->reveal("the key that signs")) : Result<Key>(opened.error());
    if (!key.ok())
      throw Failure{
          "This is not the passphrase of " + file_ + ", or it is no " + kind_.whose + " key",
          kind_.nothing_done, 3};
    return std::move(key).take();
  }

 private:
  Result<SecretBytes> unsealed() const;

  std::string file_;
  const KeyKind& kind_;
  Bytes sealed_;
};

}  // namespace eq::app
