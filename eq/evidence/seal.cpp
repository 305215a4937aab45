#include "eq/evidence/seal.h"

#include "eq/evidence/container.h"

namespace eq::evidence {
namespace {

constexpr std::string_view kInfo = "eqp-evidence-seal-v1";
constexpr std::size_t kHeaderSize =
    kSealedMark.size() + 32;  // mark and addressee, under the seal as associated data
constexpr std::size_t kEncSize = 32;

}  // namespace

Result<Bytes> seal(View file, View to, Random& rng) {
  REQUIRE_OR(file.size() <= kFileSizeMax, Err::too_large);
  REQUIRE_OR(crypto::hpke_is_public_key(crypto::Kem::dhkem_x25519, to), Err::malformed);
  const Bytes header = concat({view(kSealedMark), to});
  const auto sealed =
      TRY(crypto::hpke_seal(crypto::HpkeSuite{}, to, view(kInfo), header, file, rng));
  return concat({header, sealed.enc, sealed.ciphertext});
}

bool is_sealed(View file) {
  return file.size() >= kHeaderSize + kEncSize &&
         equal_var(file.first(kSealedMark.size()), view(kSealedMark));
}

Result<Array<32>> sealed_to(View file) {
  REQUIRE_OR(is_sealed(file), Err::malformed);
  return to_array<32>(file.subspan(kSealedMark.size(), 32));
}

Result<Bytes> open(View sealed, const crypto::HpkeKeyPair& key) {
  const Array<32> to = TRY(sealed_to(sealed));
  REQUIRE_OR(equal_var(to, key.public_key), Err::refused);
  const View body = sealed.subspan(kHeaderSize);
  const crypto::HpkeCiphertext ct{to_bytes(body.first(kEncSize)), to_bytes(body.subspan(kEncSize))};
  const auto opened =
      crypto::hpke_open(crypto::HpkeSuite{}, key, ct, view(kInfo), sealed.first(kHeaderSize));
  REQUIRE_OR(opened.ok(), Err::forged);
  return *opened;
}

}  // namespace eq::evidence
