#include "eq/keytrans/versions.h"

#include <algorithm>
#include <bit>

namespace eq::keytrans {
namespace {

Result<Label> label_of(const Known& known, const AccountId& account, Version version,
                       const crypto::VrfProof& proof) {
  const auto output =
      TRY(crypto::vrf_verify_var(known.labels, label_input(account, version), proof));
  return label_from(output);
}

Status check_held(const Known& known, const AccountId& account, Version version,
                  const HeldVersion& held) {
  const Label label = TRY(label_of(known, account, version, held.label));
  return verify_held(known.root, {label, held.commitment, held.epoch}, held.path);
}

Status check_absent(const Known& known, const AccountId& account, Version version,
                    const AbsentVersion& absent) {
  return verify_absent(known.root, TRY(label_of(known, account, version, absent.label)),
                       absent.absence);
}

}  // namespace

Label label_from(const crypto::VrfOutput& output) {
  Label label;
  std::copy_n(output.begin(), label.size(), label.begin());
  return label;
}

Bytes label_input(const AccountId& account, Version version) {
  return concat({account.bytes, be32(version)});
}

Version marker_of(Version version) { return std::bit_floor(version); }

std::vector<Version> unseen_after(Version newest) {
  std::vector<Version> out;
  Version power = 2 * marker_of(newest);
  for (Version v = newest + 1; v < power; ++v) out.push_back(v);
  for (; power <= kNewestVersion; power *= 2) out.push_back(power);
  return out;
}

crypto::Digest commit(const Nonce& nonce, View value) { return crypto::hmac_sha256(nonce, value); }

Result<std::uint32_t> verify_newest(const Known& known, const AccountId& account,
                                    const LookUp& look_up) {
  const Version version = look_up.version, marker = marker_of(version);
  REQUIRE_OR(version >= 1 && version <= kNewestVersion, Err::forged);
  REQUIRE_OR(commit(look_up.nonce, look_up.value) == look_up.newest.commitment, Err::forged);
  REQUIRE_OR(look_up.marker.has_value() == (marker != version), Err::forged);
  TRY(check_held(known, account, version, look_up.newest));
  if (look_up.marker) TRY(check_held(known, account, marker, *look_up.marker));
  TRY(check_absent(known, account, version + 1, look_up.next));
  return look_up.newest.epoch;
}

Status verify_nobody(const Known& known, const AccountId& account, const Nobody& nobody) {
  return check_absent(known, account, 1, nobody.first);
}

Status verify_owner(const Known& known, const AccountId& account, Version newest,
                    const OwnerCheck& check) {
  REQUIRE_OR(newest >= 1 && newest <= kNewestVersion, Err::forged);
  const auto unseen = unseen_after(newest);
  REQUIRE_OR(check.unseen.size() == unseen.size(), Err::forged);
  for (std::size_t i = 0; i < unseen.size(); ++i)
    TRY(check_absent(known, account, unseen[i], check.unseen[i]));
  return ok();
}

}  // namespace eq::keytrans
