#include "apps/equipoise/frame/key_file.h"

#include "apps/equipoise/frame/passphrase.h"
#include "apps/equipoise/frame/whole_file.h"
#include "eq/base/random.h"

namespace eq::app {

std::string write_key_file(const std::string& file, const KeyKind& kind, View saved,
                           const std::string& card) {
  if (file_exists(file)) throw Failure{file + " is there already", "Name another file."};
  SystemRandom rng;
  const SecretBytes chosen = ask_new_passphrase(file);
  const auto under = must(crypto::PassphraseKey::create(chosen.reveal("sealing a person's key"),
                                                        crypto::kPassphraseCost, rng),
                          std::string("The ") + kind.whose + " key cannot be sealed",
                          "It takes 64 MiB of memory; end other programs.");
  write_new_file(file + ".pub", to_bytes(card));
  write_new_file(file, under.seal(saved, rng));
  return file + ".pub";
}

KeyFile::KeyFile(std::string file, const KeyKind& kind)
    : file_(std::move(file)), kind_(kind), sealed_(read_file(file_)) {
  if (crypto::PassphraseKey::is_sealed(sealed_)) return;
  throw Failure{file_ + " is no " + kind_.whose + " key",
                std::string("Give the file that `equipoise ") + kind_.made_by + "` wrote. " +
                    kind_.nothing_done,
                2};
}

Result<SecretBytes> KeyFile::unsealed() const {
  const SecretBytes passphrase = ask_passphrase(file_);
  const auto under =
      must(crypto::PassphraseKey::of(passphrase.reveal("opening a person's key"), sealed_),
           file_ + " cannot be opened", "It is of another version, or memory is short.");
  return under.open(sealed_);
}

}  // namespace eq::app
