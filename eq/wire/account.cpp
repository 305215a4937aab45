#include "eq/wire/account.h"

#include <algorithm>
namespace eq::wire {
namespace {
Bytes signed_text(const AccountRecord& r) {
  Writer w;
  w.raw(view("eqp-account-v2"));
  put(w, r.realm);
  put(w, r.version);
  put(w, r.previous);
  put(w, r.account_key);
  put(w, r.device_keys);
  put(w, r.hpke_key);
  return w.take();
}
}  // namespace

AccountId account_id(std::string_view realm, const crypto::VerifyKey& account_key) {
  return AccountId{crypto::sha256({view(realm), account_key.bytes})};
}

bool AccountRecord::has_device(const crypto::VerifyKey& key) const {
  return std::find(device_keys.begin(), device_keys.end(), key) != device_keys.end();
}

crypto::Digest AccountRecord::digest() const { return crypto::sha256(signed_text(*this)); }

AccountRecord next_record(const AccountRecord& before) {
  AccountRecord next = before;
  ++next.version;
  next.previous = before.digest();
  return next;
}

bool follows(const AccountRecord& next, const AccountRecord& before) {
  return next.version == before.version + 1 && next.previous == before.digest();
}

void sign_record(AccountRecord& record, const crypto::SigningKey& account_key) {
  record.account_key = account_key.verify_key();
  record.signature = account_key.sign(signed_text(record));
}

Status verify_record(const AccountRecord& record) {
  REQUIRE_OR(record.version > 0 && (record.version == 1) == (record.previous == crypto::Digest{}),
             Err::malformed);
  REQUIRE_OR(!record.realm.empty() && record.realm.size() <= 255, Err::malformed);
  REQUIRE_OR(!record.device_keys.empty() && record.device_keys.size() <= kDevicesMax,
             Err::malformed);
  for (auto i = record.device_keys.begin(); i != record.device_keys.end(); ++i)
    REQUIRE_OR(std::find(record.device_keys.begin(), i, *i) == i, Err::malformed);
  REQUIRE_OR(crypto::verify(record.account_key, signed_text(record), record.signature),
             Err::forged);
  return ok();
}

}  // namespace eq::wire
