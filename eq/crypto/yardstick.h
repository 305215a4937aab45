// For benches only: primitives of other libraries, called as their makers intend, to measure
// against.
#pragma once

#include <functional>

namespace eq::crypto {

/// V, the yardstick of the project's benches: one OpenSSL Ed25519 verification of a 64-byte
/// message, with the key already imported.
std::function<void()> yardstick_openssl_ed25519_verify();

}  // namespace eq::crypto
