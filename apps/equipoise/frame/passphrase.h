// Where a passphrase or a PIN comes from: the file given with --passphrase-file or --pin-file, or
// else the terminal, without echo.
#pragma once

#include "apps/equipoise/frame/command.h"
#include "eq/base/secret.h"

namespace eq::app {

/// --passphrase-file and --pin-file.
void passphrase_options(Command& command);

/// The passphrase of what exists.  Both throw Failure.
SecretBytes ask_passphrase(const std::string& of_what);
/// For something new: twice at the terminal, at least kPassphraseSizeMin bytes.
SecretBytes ask_new_passphrase(const std::string& of_what);
/// Whether there is one to ask at.
bool has_terminal();
/// The PIN of a token (pkcs11.h).
SecretBytes ask_pin(const std::string& of_token);

inline constexpr std::size_t kPassphraseSizeMin = 12;

}  // namespace eq::app
