#include "apps/equipoise/custodian/pkcs11.h"

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "apps/equipoise/frame/passphrase.h"

namespace eq::app {
namespace {

// Object identifier 1.3.101.112 (RFC 8410), in DER.
constexpr std::array<std::uint8_t, 5> kEd25519 = {0x06, 0x03, 0x2b, 0x65, 0x70};

std::string hex_code(CK_RV code) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%lx", code);
  return text;
}

void check(CK_RV code, const std::string& what) {
  switch (code) {
    case CKR_OK: return;
    case CKR_PIN_INCORRECT:
      throw Failure{what + ": the token did not take the PIN",
                    "Some wrong ones lock it. Nothing was changed.", 3};
    case CKR_PIN_LOCKED:
      throw Failure{what + ": the token's PIN is locked", "Its security officer can set a new one.",
                    3};
    case CKR_MECHANISM_INVALID:
      throw Failure{what + ": the token cannot do Ed25519", "Take one with CKM_EDDSA."};
    default:
      throw Failure{what + ": the token answered with error " + hex_code(code),
                    "Is it plugged in? Nothing was changed."};
  }
}

/// The module's functions.  It stays loaded as long as the process lives.
CK_FUNCTION_LIST* load_module(const std::string& path) {
  void* library = std::filesystem::path(path).is_absolute()
                      ? dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)
                      : nullptr;
  if (library == nullptr)
    throw Failure{
        path + " is no PKCS#11 module that can be loaded",
        "Give the whole path of the token's library, for example /usr/lib/softhsm/libsofthsm2.so."};
  auto get_list = reinterpret_cast<CK_C_GetFunctionList>(dlsym(library, "C_GetFunctionList"));
  CK_FUNCTION_LIST* functions = nullptr;
  if (get_list == nullptr || get_list(&functions) != CKR_OK)
    throw Failure{path + " is a library, but no PKCS#11 module",
                  "Ask the token's maker which file it is."};
  const CK_RV begun = functions->C_Initialize(nullptr);
  if (begun != CKR_CRYPTOKI_ALREADY_INITIALIZED) check(begun, "Starting the token's module");
  return functions;
}

/// PKCS#11 labels of tokens are padded with blanks.
std::string label_of(const CK_TOKEN_INFO& info) {
  std::string label(reinterpret_cast<const char*>(info.label), sizeof info.label);
  label.erase(label.find_last_not_of(' ') + 1);
  return label;
}

CK_SLOT_ID find_slot(CK_FUNCTION_LIST* f, const TokenPlace& place) {
  std::array<CK_SLOT_ID, 64> slots{};
  CK_ULONG n = slots.size();
  check(f->C_GetSlotList(CK_TRUE, slots.data(), &n), "Looking for tokens");
  for (CK_ULONG i = 0; i < n; ++i) {
    CK_TOKEN_INFO info{};
    if (f->C_GetTokenInfo(slots[i], &info) == CKR_OK && label_of(info) == place.token)
      return slots[i];
  }
  throw Failure{"There is no token with the label \"" + place.token + "\"",
                "Plug it in; or see what the module lists."};
}

/// A logged-in session; logged out and closed at the end.
class Session {
 public:
  explicit Session(TokenPlace place) : place_(std::move(place)), f_(load_module(place_.module)) {
    check(f_->C_OpenSession(find_slot(f_, place_), CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr,
                            nullptr, &id_),
          "Opening the token");
    const SecretBytes pin = ask_pin(place_.token);
    const View digits = pin.reveal("logging in to the token");
    const CK_RV code =
        f_->C_Login(id_, CKU_USER, const_cast<CK_UTF8CHAR*>(digits.data()), digits.size());
    if (code == CKR_OK || code == CKR_USER_ALREADY_LOGGED_IN) return;
    f_->C_CloseSession(id_);
    check(code, "Logging in");
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() {
    f_->C_Logout(id_);
    f_->C_CloseSession(id_);
  }

  /// Every object of the class under the key's label.
  std::vector<CK_OBJECT_HANDLE> find(CK_OBJECT_CLASS of) {
    CK_ATTRIBUTE wanted[] = {{CKA_CLASS, &of, sizeof of},
                             {CKA_LABEL, place_.key.data(), place_.key.size()}};
    check(f_->C_FindObjectsInit(id_, wanted, 2), "Looking for the key");
    std::array<CK_OBJECT_HANDLE, 8> found{};
    CK_ULONG n = 0;
    const CK_RV code = f_->C_FindObjects(id_, found.data(), found.size(), &n);
    f_->C_FindObjectsFinal(id_);
    check(code, "Looking for the key");
    return {found.begin(), found.begin() + static_cast<std::ptrdiff_t>(n)};
  }

  crypto::VerifyKey create() {
    if (!find(CKO_PRIVATE_KEY).empty())
      throw Failure{"The token has a key \"" + place_.key + "\" already",
                    "Give another --key-label."};
    CK_MECHANISM how{CKM_EC_EDWARDS_KEY_PAIR_GEN, nullptr, 0};
    CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
    auto curve = kEd25519;
    CK_ATTRIBUTE shown[] = {{CKA_TOKEN, &yes, sizeof yes},
                            {CKA_VERIFY, &yes, sizeof yes},
                            {CKA_EC_PARAMS, curve.data(), curve.size()},
                            {CKA_LABEL, place_.key.data(), place_.key.size()},
                            {CKA_ID, place_.key.data(), place_.key.size()}};
    CK_ATTRIBUTE hidden[] = {{CKA_TOKEN, &yes, sizeof yes},
                             {CKA_PRIVATE, &yes, sizeof yes},
                             {CKA_SENSITIVE, &yes, sizeof yes},
                             {CKA_EXTRACTABLE, &no, sizeof no},
                             {CKA_SIGN, &yes, sizeof yes},
                             {CKA_LABEL, place_.key.data(), place_.key.size()},
                             {CKA_ID, place_.key.data(), place_.key.size()}};
    CK_OBJECT_HANDLE public_half = 0, private_half = 0;
    check(f_->C_GenerateKeyPair(id_, &how, shown, std::size(shown), hidden, std::size(hidden),
                                &public_half, &private_half),
          "Making the key");
    return public_key(public_half);
  }

  crypto::Signature sign(const Bytes& message) {
    const auto keys = find(CKO_PRIVATE_KEY);
    if (keys.size() != 1)
      throw Failure{"The token has " + std::to_string(keys.size()) + " keys \"" + place_.key + "\"",
                    "Put the right token in."};
    CK_MECHANISM how{CKM_EDDSA, nullptr, 0};
    check(f_->C_SignInit(id_, &how, keys[0]), "Signing");
    crypto::Signature signature{};
    CK_ULONG n = signature.size();
    check(
        f_->C_Sign(id_, const_cast<CK_BYTE*>(message.data()), message.size(), signature.data(), &n),
        "Signing");
    if (n != signature.size()) throw Failure{"The token's signature has the wrong length", ""};
    return signature;
  }

 private:
  /// CKA_EC_POINT: the 32 bytes, in a DER OCTET STRING or bare.
  crypto::VerifyKey public_key(CK_OBJECT_HANDLE public_half) {
    std::array<std::uint8_t, 64> point{};
    CK_ATTRIBUTE read{CKA_EC_POINT, point.data(), point.size()};
    check(f_->C_GetAttributeValue(id_, public_half, &read, 1), "Reading the public key");
    View value = View(point).first(std::min<std::size_t>(read.ulValueLen, point.size()));
    if (value.size() == 34 && value[0] == 0x04 && value[1] == 32) value = value.subspan(2);
    return {must(to_array<32>(value), "The token shows its public key in an unknown form", "")};
  }

  TokenPlace place_;
  CK_FUNCTION_LIST* f_;
  CK_SESSION_HANDLE id_ = 0;
};

class TokenSigner final : public crypto::Signer {
 public:
  TokenSigner(TokenPlace place, const crypto::VerifyKey& key)
      : place_(std::move(place)), key_(key) {}
  const crypto::VerifyKey& verify_key() const override { return key_; }
  crypto::Signature sign(std::initializer_list<View> parts) const override {
    Bytes message;
    for (View p : parts) append(message, p);
    if (!session_) session_ = std::make_unique<Session>(place_);
    const auto signature = session_->sign(message);
    if (!crypto::verify(key_, message, signature))
      throw Failure{"The token signs with another key than this custodian's",
                    "Put the right token in. Nothing was sent.", 3};
    return signature;
  }

 private:
  TokenPlace place_;
  crypto::VerifyKey key_;
  mutable std::unique_ptr<Session> session_;
};

}  // namespace

crypto::VerifyKey create_token_key(const TokenPlace& place) { return Session(place).create(); }

std::shared_ptr<const crypto::Signer> token_signer(TokenPlace place, const crypto::VerifyKey& key) {
  return std::make_shared<TokenSigner>(std::move(place), key);
}

}  // namespace eq::app
