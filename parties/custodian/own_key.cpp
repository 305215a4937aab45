#include "parties/custodian/own_key.h"

namespace eq::custodian {
namespace {

enum class Kept : std::uint8_t { here = 1, in_token = 2 };
constexpr bool is_valid(Kept k) { return k == Kept::here || k == Kept::in_token; }

}  // namespace

Status OwnKey::attach(std::shared_ptr<const crypto::Signer> token) {
  REQUIRE_OR(is_in_token() && token && token->verify_key() == public_, Err::refused);
  token_ = std::move(token);
  return ok();
}

crypto::Signature OwnKey::sign(std::initializer_list<View> parts) const {
  if (here_) return here_->sign(parts);
  EQ_ASSERT(token_ != nullptr);  // whoever loads the state attaches the token
  return token_->sign(parts);
}

void OwnKey::encode(Writer& w) const {
  put(w, here_ ? Kept::here : Kept::in_token);
  if (here_)
    put(w, *here_);
  else
    put(w, public_);
}

Result<OwnKey> OwnKey::decode(Reader& r) {
  if (TRY(get<Kept>(r)) == Kept::in_token) return OwnKey(TRY(get<crypto::VerifyKey>(r)));
  return OwnKey(TRY(get<crypto::SigningKey>(r)));
}

}  // namespace eq::custodian
