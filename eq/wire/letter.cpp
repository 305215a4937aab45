#include "eq/wire/letter.h"

#include "eq/crypto/hash.h"

namespace eq::wire {
namespace {
constexpr std::string_view kLabel = "eqp-letter-v1";

Bytes signed_text(const Letter& letter, const Address& to) {
  Writer w;
  w.raw(view(kLabel));
  put(w, to);
  put(w, letter.kind);
  put(w, letter.at);
  w.raw(crypto::sha256(letter.body));
  return w.take();
}
}  // namespace

Result<Bytes> seal_letter(const Address& to, View to_hpke, LetterKind kind, Bytes body,
                          const crypto::Signer& from, Time now, Random& rng) {
  Letter letter;
  letter.kind = kind;
  letter.from = from.verify_key();
  letter.at = now;
  letter.body = std::move(body);
  letter.signature = from.sign(signed_text(letter, to));
  const auto sealed =
      TRY(crypto::hpke_seal({}, to_hpke, view(kLabel), encode(to), encode(letter), rng));
  return encode(sealed);
}

Result<Letter> open_letter(const Address& self, View hpke_private_key, View sealed) {
  const auto ct = TRY(decode<crypto::HpkeCiphertext>(sealed));
  const Bytes opened = TRY(crypto::hpke_open({}, hpke_private_key, ct, view(kLabel), encode(self)));
  Letter letter = TRY(decode<Letter>(opened));
  REQUIRE_OR(crypto::verify(letter.from, signed_text(letter, self), letter.signature), Err::forged);
  return letter;
}

}  // namespace eq::wire
